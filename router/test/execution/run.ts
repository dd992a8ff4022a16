import { type FieldNode, Kind, type SelectionSetNode } from 'graphql'
import { type ExecutionGraph, type Objects, typeOf } from './execution-graph.ts'
import { brokenMessage, type Faults, misses } from './faults.ts'
import type { Ownership } from './ownership.ts'

/** One execution: objects that its mutations may change, what goes wrong, and what was done. */
export interface Run {
  readonly graph: ExecutionGraph
  readonly ownership: Ownership
  readonly faults: Faults
  readonly objects: Objects
  /** Mutations by name, in the order in which they ran. */
  readonly mutations: string[]
  /** What subgraphs were asked and could not be asked: what they had to know for it was not sent, or it is not valid. */
  readonly complaints: string[]
  /** How often each broken field was asked for, by its message. */
  readonly raised: Map<string, number>
  /** What reached subgraphs, oldest first. */
  readonly requests: RecordedRequest[]
}

export interface RecordedRequest {
  readonly subgraph: string
  readonly query: string
  readonly variables: Record<string, unknown>
  readonly representations: readonly Record<string, unknown>[]
}

export const startRun = ({ graph, ownership }: Pick<Run, 'graph' | 'ownership'>, faults: Faults): Run => ({
  graph,
  ownership,
  faults,
  objects: structuredClone(graph.objects),
  mutations: [],
  complaints: [],
  raised: new Map(),
  requests: [],
})

/** An object as resolvers hand it on. */
export interface Handle {
  readonly __typename: string
  readonly id: string
  /** What the router sent along. */
  readonly representation?: Record<string, unknown>
  /** The object above, where that is known. */
  readonly above?: Handle | undefined
}

export interface Reading {
  readonly type: string
  readonly field: string
  readonly args: Record<string, unknown>
}

/** The value of a field, faults included; ids where it holds objects. `required` is read from the object unless given. */
export function readField(run: Run, id: string, reading: Reading, required?: Record<string, unknown>): unknown {
  const { type, field, args } = reading
  const fault = run.faults.fields[`${id}.${field}`]
  if (typeOf(id) === 'Mutation') run.mutations.push(field)
  if (fault === 'error') {
    const message = brokenMessage(id, field)
    run.raised.set(message, (run.raised.get(message) ?? 0) + 1)
    throw new Error(message)
  }
  if (fault === 'null') return null
  if (fault === 'wrong') return { not: 'a value' }
  const fields = run.objects[id] ?? {}
  const compute = run.graph.computed[`${run.ownership.definedOn(type, field)}.${field}`]
  const { objects, mutations } = run
  const value = compute
    ? compute({ args, fields, objects, mutations, required: required ?? requiredOf(run, id, reading) })
    : (fields[field] ?? null)
  return fault === 'gap' && Array.isArray(value) ? [null, ...value.slice(1)] : value
}

/** What a field requires, as a router would gather it: what cannot be had is null. */
function requiredOf(run: Run, id: string, { type, field }: Reading): Record<string, unknown> {
  const requirement = run.ownership.requirementOf(type, field)
  return requirement ? gather(run, id, requirement) : {}
}

function gather(run: Run, id: string, selection: SelectionSetNode): Record<string, unknown> {
  return Object.fromEntries(
    fieldsOf(selection).map(({ name: { value: field }, selectionSet }) => {
      const value = valueOrNull(run, id, field)
      return [field, selectionSet ? mapItems(value, (item) => gather(run, String(item), selectionSet)) : value]
    }),
  )
}

export const NOT_SENT = 'is required and was not sent'

/**
 * What a field requires, out of what the router sent.
 * @throws Error when a part of it was not sent
 */
export function gatherGiven(
  run: Run,
  given: Record<string, unknown>,
  selection: SelectionSetNode,
): Record<string, unknown> {
  return Object.fromEntries(
    fieldsOf(selection).map(({ name: { value: field }, selectionSet }) => {
      if (!Object.hasOwn(given, field)) {
        run.complaints.push(`${field} ${NOT_SENT}`)
        throw new Error(`${field} ${NOT_SENT}`)
      }
      const below = (item: unknown) =>
        gatherGiven(run, item as Record<string, unknown>, selectionSet as SelectionSetNode)
      return [field, selectionSet ? mapItems(given[field], below) : given[field]]
    }),
  )
}

const fieldsOf = ({ selections }: SelectionSetNode) =>
  selections.filter((selection): selection is FieldNode => selection.kind === Kind.FIELD)

export function valueOrNull(run: Run, id: string, field: string): unknown {
  // What is no value of the field's type, a subgraph's own executor takes away.
  if (isMissing(run, id, field) || run.faults.fields[`${id}.${field}`] === 'wrong') return null
  try {
    return readField(run, id, { type: typeOf(id), field, args: {} })
  } catch {
    return null
  }
}

/** Whether nobody who could tell a field knows its object, or it requires a field of which that is so. */
export function isMissing(run: Run, id: string, field: string): boolean {
  const { faults, ownership } = run
  if (faults.missing.length === 0) return false
  const type = typeOf(id)
  if (ownership.ownersOf(type, field).every((subgraph) => misses(faults, subgraph, id))) return true
  const requirement = ownership.requirementOf(type, field)
  return requirement !== null && fieldsOf(requirement).some(({ name }) => isMissing(run, id, name.value))
}

export const mapItems = (value: unknown, map: (item: unknown) => unknown): unknown => {
  if (Array.isArray(value)) return value.map((item) => mapItems(item, map))
  return value === null || value === undefined ? null : map(value)
}
