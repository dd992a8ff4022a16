import { type FieldNode, isAbstractType, Kind, type SelectionSetNode } from 'graphql'
import { typeOf } from './execution-graph.ts'
import type { LoadedGraph } from './load-graph.ts'
import type { Run } from './run.ts'

/** The object that a representation stands for, found as a subgraph finds it: by one of its keys. */
export function findObject(
  { ownership, supergraphSchema }: LoadedGraph,
  run: Run,
  subgraph: string,
  representation: Record<string, unknown>,
): string | null {
  const name = String(representation.__typename)
  const type = supergraphSchema.getType(name)
  const types = isAbstractType(type) ? supergraphSchema.getPossibleTypes(type).map((possible) => possible.name) : [name]
  const key = ownership.keysOf(subgraph, name).find((candidate) => isComplete(candidate, representation))
  if (!key) {
    run.complaints.push(`${subgraph} got no key of ${name}: ${JSON.stringify(representation)}`)
    return null
  }
  const ids = Object.keys(run.objects).filter((id) => id.includes('/') && types.includes(typeOf(id)))
  return ids.find((id) => fits(run, key, id, representation)) ?? null
}

const fieldsOf = ({ selections }: SelectionSetNode) =>
  selections.filter((selection): selection is FieldNode => selection.kind === Kind.FIELD)

function isComplete(key: SelectionSetNode, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const given = value as Record<string, unknown>
  return fieldsOf(key).every(
    ({ name, selectionSet }) =>
      Object.hasOwn(given, name.value) && (!selectionSet || isComplete(selectionSet, given[name.value])),
  )
}

function fits(run: Run, key: SelectionSetNode, id: unknown, given: Record<string, unknown>): boolean {
  const fields = run.objects[String(id)]
  return fieldsOf(key).every(({ name, selectionSet }) => {
    const value = fields?.[name.value]
    const wanted = given[name.value]
    return selectionSet ? fits(run, selectionSet, value, wanted as Record<string, unknown>) : value === wanted
  })
}
