import type { GraphQLError, GraphQLFormattedError } from 'graphql'

/** What goes back to a client, before it is serialised. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: {
    readonly errors?: readonly (GraphQLError | GraphQLFormattedError)[]
    readonly data?: Readonly<Record<string, unknown>> | null
    readonly extensions?: Readonly<Record<string, unknown>>
  }
}
