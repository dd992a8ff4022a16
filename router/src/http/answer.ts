import type { GraphQLError, GraphQLFormattedError } from 'graphql'
import type { CostReport } from '../budget/cost-report.ts'

/** What goes back to a client, before it is serialised. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: {
    readonly errors?: readonly (GraphQLError | GraphQLFormattedError)[] | undefined
    /** JSON text; absent where nothing ran. */
    readonly data?: string
    /** `extensions.cost`; absent where costs are off. */
    readonly cost?: CostReport | undefined
  }
}
