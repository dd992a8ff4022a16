import type { GraphQLError, GraphQLFormattedError } from 'graphql'

/** What goes back to a client, before it is serialised. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: {
    readonly errors?: readonly (GraphQLError | GraphQLFormattedError)[]
    /** JSON text; absent where nothing ran. */
    readonly data?: string
    readonly extensions?: Readonly<Record<string, unknown>>
  }
}
