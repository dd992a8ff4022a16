import { type ArgumentNode, Kind, type ObjectFieldNode, parse, visit } from 'graphql'

/** Arguments of the join directives, and a field of those, that hold selections of fields. */
const SELECTIONS = new Set(['key', 'requires', 'selection'])

/** Names of the fields that plans fetch for the router itself, beside those that were asked for. */
export function readInternalFields(supergraphSdl: string): ReadonlySet<string> {
  const names = new Set(['__typename'])
  const read = ({ name, value }: ArgumentNode | ObjectFieldNode) => {
    if (!SELECTIONS.has(name.value) || value.kind !== Kind.STRING) return
    for (const field of value.value.match(/[_A-Za-z]\w*/g) ?? []) names.add(field)
  }
  visit(parse(supergraphSdl), { Argument: read, ObjectField: read })
  return names
}
