import { type GraphQLError, getVariableValues, Kind, parse } from 'graphql'
import type { LoadedGraph } from './load-graph.ts'
import type { Run } from './run.ts'

/** An operation with the variables that a client sends. */
export interface ClientRequest {
  readonly document: string
  readonly variables?: Readonly<Record<string, unknown>>
}

export type Path = readonly (string | number)[]

export interface ReportedError {
  readonly message: string
  readonly path: Path | undefined
}

/** What a client gets. */
export interface Outcome {
  /** `data` as JSON text, so that the order of keys counts. */
  readonly data: string
  readonly errors: readonly ReportedError[]
  /** Nulls that the schema forbids; clients are told where `errors` is empty. */
  readonly incomplete: readonly ReportedError[]
}

/** A way to execute operations on a graph; what happens on the way is recorded in the run. */
export type Executor = (loaded: LoadedGraph, run: Run, request: ClientRequest) => Promise<Outcome>

export const toReported = ({ message, path }: Pick<GraphQLError, 'message' | 'path'>): ReportedError => ({
  message,
  path,
})

/** Variables as the router hands them on: defaults included. */
export function coerceVariables({ apiSchema }: LoadedGraph, { document, variables = {} }: ClientRequest) {
  const definition = parse(document).definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)
  const { coerced, errors } = getVariableValues(apiSchema, definition?.variableDefinitions ?? [], variables)
  if (!coerced) throw new Error(`variables that the schema refuses: ${errors.join(', ')}`)
  return coerced
}
