import { typeOf } from './execution-graph.ts'
import type { Expectation } from './expectation.ts'
import { brokenMessage } from './faults.ts'
import type { LoadedGraph } from './load-graph.ts'
import type { Outcome, Path, ReportedError } from './outcome.ts'
import { NOT_SENT, type Run } from './run.ts'

/**
 * How an outcome differs from what the specification says; empty where it does not. `data` must be the same to the
 * letter. Errors follow these rules:
 *
 * 1. An error at a null that it explains alone must be reported, there and as often as there are such places.
 * 2. Where a null travelled up, at least one of the errors below it must be reported; the specification leaves open which.
 * 3. Nothing else may be reported, but
 *    - that a field is broken which nobody asked for, at the object that has it: a router needs it for another one;
 *      or it was asked of objects of another type, which a subgraph with an interface object cannot tell apart; or it
 *      requires others, so that the planner forgot its `@skip`;
 *    - that there is a null which the schema forbids, below a null of which another error tells the origin: an answer of
 *      a subgraph that became null leaves nothing of what stood beside the origin either;
 *    - what is below an object whose type clients must not know: a router asks for it before it knows the type.
 * 4. One error may be told as often as subgraphs told it: plans ask for some fields twice.
 */
export function compareOutcome(
  loaded: LoadedGraph,
  run: Run,
  expected: Expectation,
  actual: Outcome,
): readonly string[] {
  if (expected.data !== actual.data) return [`data: ${actual.data}\n  not: ${expected.data}`]
  const reported = [...actual.errors, ...actual.incomplete]
  const data = JSON.parse(expected.data)
  const absent = expected.errors.filter((error) => !isTold(data, error, reported))
  const isFounded = (error: ReportedError) =>
    expected.possible.some((other) => isSame(error, other)) || isUnasked(loaded, run, expected, error)
  const founded = reported.filter(isFounded)
  const unfounded = reported.filter(
    (error) => !isFounded(error) && !isEcho(data, error, founded) && !isBelowHidden(expected, error),
  )
  const repeated = actual.errors.filter((error, index) => {
    const before = actual.errors.slice(0, index).filter((other) => isSame(error, other)).length
    return before >= (run.raised.get(error.message) ?? Number.POSITIVE_INFINITY)
  })
  return [
    ...absent.map((error) => `not reported: ${show(error)}`),
    ...unfounded.map((error) => `reported without reason: ${show(error)}`),
    ...repeated.map((error) => `reported too often: ${show(error)}`),
    ...(actual.data === 'null' || `${expected.mutations}` === `${run.mutations}`
      ? []
      : [`mutations: ${run.mutations}`]),
  ]
}

const show = ({ path, message }: ReportedError) => `${path?.join('/')}: ${message}`

/** What an error says, whoever says it. */
function meaningOf(message: string): string {
  if (message.startsWith('Cannot return null for non-nullable')) return 'null'
  if (/^Invalid __typename found|^Abstract type .* was resolved to a type .* does not exist/.test(message))
    return 'type'
  return /^Invalid value found|cannot represent/.test(message) ? 'value' : message
}

const isSame = (a: ReportedError, b: ReportedError) =>
  meaningOf(a.message) === meaningOf(b.message) && JSON.stringify(a.path) === JSON.stringify(b.path)

const isBelow = (path: Path | undefined, above: Path) =>
  path !== undefined && above.every((key, index) => path[index] === key)

function isTold(data: unknown, error: ReportedError, reported: readonly ReportedError[]): boolean {
  const { path = [] } = error
  const nullAt = pathToNull(data, path)
  return nullAt.length === path.length
    ? reported.some((other) => isSame(other, error))
    : reported.some((other) => isBelow(other.path, nullAt))
}

/** The place of the null on the way along the path. */
function pathToNull(data: unknown, path: Path): Path {
  let value = data
  for (const [index, key] of path.entries()) {
    if (value === null) return path.slice(0, index)
    value = (value as Record<string | number, unknown> | undefined)?.[key]
  }
  return path
}

/** Whether it is about a field that nobody asked for and that cannot be had; it is told at the object that has it. */
function isUnasked({ internalFields, ownership }: LoadedGraph, run: Run, expected: Expectation, error: ReportedError) {
  const { path = [], message } = error
  const id = expected.objects.get(JSON.stringify(path))
  if (id === undefined) return false
  if (ownership.mayBeUntyped(typeOf(id)) || message.endsWith(NOT_SENT)) return true
  return Object.entries(run.faults.fields).some(([place, fault]) => {
    const [owner = '', field = ''] = place.split('.')
    return (
      belongsTo(run, id, owner) &&
      (fault === 'wrong' || message === brokenMessage(owner, field)) &&
      (internalFields.has(field) ||
        run.graph.contexts?.[`${typeOf(place)}.${field}`] !== undefined ||
        ownership.requirementOf(typeOf(place), field) !== null)
    )
  })
}

/** Whether an object is another one, or lies below it as the value of one of its fields. */
function belongsTo({ objects }: Run, above: string, object: string): boolean {
  const values = Object.values(objects[above] ?? {}).flat()
  return above === object || values.includes(object)
}

/** Whether it only says that a null travelled, of which another error tells the origin. */
function isEcho(data: unknown, error: ReportedError, founded: readonly ReportedError[]): boolean {
  if (meaningOf(error.message) !== 'null') return false
  const nullAt = pathToNull(data, error.path ?? [])
  return founded.some(({ path }) => isBelow(path, nullAt))
}

const isBelowHidden = ({ possible }: Expectation, { path }: ReportedError) =>
  possible.some((hidden) => meaningOf(hidden.message) === 'type' && isBelow(path, hidden.path ?? []))
