import type { z } from 'zod'
import type { Reply } from './account.ts'

/** Stripe's `error` object. */
export interface ErrorBody {
  readonly type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error'
  readonly message: string
  readonly code?: string
  readonly param?: string
  readonly [more: string]: unknown
}

/** A refused request that changed nothing. */
export class ApiFailure extends Error {
  readonly reply: Reply

  constructor(status: number, error: ErrorBody) {
    super(error.message)
    this.name = 'ApiFailure'
    this.reply = { status, body: { error } }
  }
}

export function refuse(message: string, more: Partial<ErrorBody> = {}): ApiFailure {
  return new ApiFailure(400, { type: 'invalid_request_error', message, ...more })
}

export function notFound(what: string, id: string, param = 'id'): ApiFailure {
  const message = `No such ${what}: '${id}'`
  return new ApiFailure(404, { type: 'invalid_request_error', code: 'resource_missing', message, param })
}

/** Parses parameters; the first wrong one is named as Stripe does. */
export function parseParams<T>(schema: z.ZodType<T>, params: unknown): T {
  const parsed = schema.safeParse(params ?? {})
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const [first = '', ...rest] = issue?.path.map(String) ?? []
  const param = first + rest.map((part) => `[${part}]`).join('')
  if (issue?.code === 'invalid_type' && issue.input === undefined) {
    throw refuse(`Missing required param: ${param}.`, { code: 'parameter_missing', param })
  }
  throw refuse(`Invalid ${param}: ${issue?.message}`, { code: 'parameter_invalid', param })
}
