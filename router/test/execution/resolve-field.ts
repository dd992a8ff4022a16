import { type GraphQLFieldResolver, type GraphQLOutputType, getNamedType, isCompositeType } from 'graphql'
import { typeOf } from './execution-graph.ts'
import { misses } from './faults.ts'
import { gatherGiven, type Handle, isMissing, mapItems, type Run, readField, valueOrNull } from './run.ts'

/** The resolver of every field of every subgraph. */
export const resolveInSubgraph =
  (subgraph: string): GraphQLFieldResolver<Handle | undefined, Run> =>
  (source, args, run, { parentType, fieldName: field, returnType, operation }) => {
    const id = source?.id ?? rootOf(operation.operation)
    // A subgraph may have names of its own for the root types.
    const type = id.includes('/') ? parentType.name : id
    const requirement = run.ownership.requirementOf(type, field)
    const required = requirement && gatherGiven(run, source?.representation ?? {}, requirement)
    const value = readField(run, id, { type, field, args }, required ?? undefined)
    return toHandles(returnType, value, { isUnknown: (target) => misses(run.faults, subgraph, target) })
  }

/** The resolver of every field of the merged schema: what a client may take the graph for. */
export const resolveInReference: GraphQLFieldResolver<Handle | undefined, Run> = (
  source,
  args,
  run,
  { fieldName: field, returnType, operation },
) => {
  const id = source?.id ?? rootOf(operation.operation)
  const type = typeOf(id)
  if (isMissing(run, id, field)) return null
  const owners = run.ownership.ownersOf(type, field)
  const value = readField(run, id, { type, field, args: { ...args, ...argumentFromContext(run, field, source) } })
  const isUnknown = (target: string) => owners.every((owner) => misses(run.faults, owner, target))
  return toHandles(returnType, value, { isUnknown, above: source })
}

function argumentFromContext(run: Run, field: string, source: Handle | undefined): Record<string, unknown> {
  const context = source && run.graph.contexts?.[`${source.__typename}.${field}`]
  if (!context) return {}
  let above = source.above
  while (above && !context.types.includes(above.__typename)) above = above.above
  return { [context.argument]: above ? valueOrNull(run, above.id, context.field) : null }
}

const rootOf = (operation: string) => (operation === 'mutation' ? 'Mutation' : 'Query')

function toHandles(
  type: GraphQLOutputType,
  value: unknown,
  { isUnknown, above }: { isUnknown: (id: string) => boolean; above?: Handle | undefined },
): unknown {
  if (!isCompositeType(getNamedType(type))) return value
  return mapItems(value, (item) => {
    if (typeof item !== 'string') return item
    return isUnknown(item) ? null : ({ __typename: typeOf(item), id: item, above } satisfies Handle)
  })
}
