import type { GraphQLError } from 'graphql'
import type { Data, Fetch } from './execution.ts'

/** One run of an execution: what it knows and what went wrong so far. */
export interface Run {
  readonly variables: Readonly<Record<string, unknown>>
  readonly fetch: Fetch
  /** What was fetched, by response keys of the plan. */
  readonly root: Data
  /** The objects at paths where one object stands in all places of equal ones, by the paths' keys. */
  readonly shared: Map<string, readonly Data[]>
  /** By the place of their request in the plan. */
  readonly errors: GraphQLError[][]
  /** Whether no string that was fetched needs escapes in JSON. */
  unescaped: boolean
}

export function addErrors({ errors }: Run, at: number, more: readonly GraphQLError[]): void {
  errors[at] = [...(errors[at] ?? []), ...more]
}
