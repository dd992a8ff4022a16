import { DomainError, type ErrorCode } from '@lms/kit/errors'
import type { GraphQLError } from 'graphql'
import type { CostReport } from './budget/cost-report.ts'

/** A refusal of the whole request: thrown anywhere before execution, answered with its own status and headers. */
export class RequestRefusal extends DomainError {
  /** HTTP status: 4xx, 503, or 200 for what a client's protocol expects (automatic persisted queries). */
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Every flaw that was found; mostly this one. */
  readonly errors: readonly GraphQLError[]
  /** Where it was for its cost. */
  readonly cost: CostReport | undefined

  constructor(
    status: number,
    code: ErrorCode,
    message: string,
    more: {
      headers?: Record<string, string>
      errors?: readonly GraphQLError[]
      cost?: CostReport
    } = {},
  ) {
    super(code, message)
    this.name = 'RequestRefusal'
    this.status = status
    this.headers = more.headers ?? {}
    this.errors = more.errors ?? [this]
    this.cost = more.cost
  }
}
