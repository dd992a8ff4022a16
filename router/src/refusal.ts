import { DomainError, type ErrorCode } from '@lms/kit/errors'

/** A refusal of the whole request: thrown anywhere before execution, answered with its own status and headers. */
export class RequestRefusal extends DomainError {
  /** HTTP status, 4xx or 503. */
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    code: ErrorCode,
    message: string,
    more: { headers?: Record<string, string>; extensions?: Record<string, unknown> } = {},
  ) {
    super(code, message)
    this.name = 'RequestRefusal'
    this.status = status
    this.headers = more.headers ?? {}
    Object.assign(this.extensions, more.extensions)
  }
}
