import type { z } from 'zod'

/** Razorpay's `error` object. */
export interface ErrorBody {
  readonly code: 'BAD_REQUEST_ERROR' | 'SERVER_ERROR'
  readonly description: string
  readonly source: string
  readonly step: string
  readonly reason: string
  readonly metadata: Record<string, string>
  readonly field?: string
}

/** A refused request that changed nothing. */
export class ApiFailure extends Error {
  readonly status: number
  readonly body: { readonly error: ErrorBody }

  constructor(description: string, { status = 400, field }: { status?: number; field?: string } = {}) {
    super(description)
    this.name = 'ApiFailure'
    this.status = status
    const code = status < 500 ? 'BAD_REQUEST_ERROR' : 'SERVER_ERROR'
    const error = { code, description, source: 'business', step: 'NA', reason: 'NA', metadata: {} } as const
    this.body = { error: field === undefined ? error : { ...error, reason: 'input_validation_failed', field } }
  }
}

export function unknownId(): ApiFailure {
  return new ApiFailure('The id provided does not exist')
}

/** Parses a body; the first wrong field is named. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body ?? {})
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path.map(String).join('.') ?? ''
  const missing = issue?.code === 'invalid_type' && issue.input === undefined
  throw new ApiFailure(missing ? `The ${field} field is required.` : `The ${field} is invalid: ${issue?.message}`, {
    field,
  })
}
