import { Kind, parse, visit } from 'graphql'

/** Arguments of the join directives that hold selections of fields. */
const SELECTIONS = new Set(['key', 'requires'])

/** Names of the fields that plans fetch for the router itself, beside those that were asked for. */
export function readInternalFields(supergraphSdl: string): ReadonlySet<string> {
  const names = new Set(['__typename'])
  visit(parse(supergraphSdl), {
    Argument({ name, value }) {
      if (!SELECTIONS.has(name.value) || value.kind !== Kind.STRING) return
      for (const field of value.value.match(/[_A-Za-z]\w*/g) ?? []) names.add(field)
    },
  })
  return names
}
