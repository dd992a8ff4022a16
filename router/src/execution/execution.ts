import type { GraphQLError, GraphQLFormattedError } from 'graphql'

/** An object of a subgraph's answer: parsed JSON, so its keys may be any name, `__proto__` included. */
export type Data = Record<string, unknown>

/** The answer of a subgraph, as parsed; the execution changes it. */
export interface SubgraphAnswer {
  /** Whether it was written without escapes, so that no string in `data` needs any; not known when absent. */
  unescaped?: boolean
  data?: Data | null | undefined
  errors?: readonly GraphQLFormattedError[] | undefined
}

/** One request to a subgraph that an execution needs. */
export interface SubgraphRequest {
  readonly subgraph: string
  /** The whole JSON body: `query`, `operationName` and `variables`. */
  readonly body: string
  /** The fetches of the plan that it serves: one, or several entity fetches in one request. */
  readonly parts: readonly RequestPart[]
}

export interface RequestPart {
  /** The fetch's own operation text, as in the plan. */
  readonly operation: string
  /** Where `_entities` of this part is in the answer's data; null when the answer is this part's alone. */
  readonly alias: string | null
}

/** Sends one request. Rejects when there is no GraphQL answer; the rejection becomes an error of the result. */
export type Fetch = (request: SubgraphRequest) => Promise<SubgraphAnswer>

export interface ExecutionInput {
  /** Coerced, defaults included. */
  readonly variables: Readonly<Record<string, unknown>>
  readonly fetch: Fetch
}

export interface ExecutionResult {
  /** `data` of the answer as JSON text. */
  readonly data: string
  /** What subgraphs reported and how asking them failed, at the client's paths, in the order of the plan. */
  readonly errors: readonly GraphQLError[]
  /** Nulls that break the schema's promises and travelled up; `unexplainedNulls` finds those that `errors` does not tell of. */
  readonly incomplete: readonly GraphQLError[]
}

/** A plan, compiled once and run for every request with its own variables. */
export interface Execution {
  run(input: ExecutionInput): Promise<ExecutionResult>
}
