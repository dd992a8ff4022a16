import { GraphQLError } from 'graphql'

/** Every `extensions.code` that a client can meet (docs/api/errors.md explains each). */
export const ERROR_CODES = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'PERSISTED_QUERY_NOT_IN_LIST',
  'PERSISTED_QUERY_ID_REQUIRED',
  'CANNOT_SEND_PQ_ID_AND_BODY',
  'INTERNAL_SERVER_ERROR',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'UNAUTHORIZED_FIELD_OR_TYPE',
  'NOT_FOUND',
  'CONFLICT',
  'THROTTLED',
  'MAX_COST_EXCEEDED',
  'SERVICE_UNAVAILABLE',
  'TIMEOUT',
  'SUBSCRIPTION_TOKEN_EXPIRED',
  'SUBSCRIPTION_INTERRUPTED',
  'SUBSCRIPTION_OVERFLOW',
  'SUBSCRIPTION_SCHEMA_RELOAD',
  'CURSOR_EXPIRED',
  'PARTICIPANT_REMOVED',
  'PARTICIPANT_BANNED',
  'ENROLLMENT_ENDED',
] as const

export type ErrorCode = (typeof ERROR_CODES)[number]

const KNOWN_CODES = new Set<unknown>(ERROR_CODES)

/** The stable code that an error in GraphQL's shape carries; INTERNAL_SERVER_ERROR for any other. */
export function knownCode(error: object): ErrorCode {
  const code = (error as { extensions?: { code?: unknown } }).extensions?.code
  return KNOWN_CODES.has(code) ? (code as ErrorCode) : 'INTERNAL_SERVER_ERROR'
}

/** A failure of the whole field whose message is safe to show. Every other thrown value is masked. */
export class DomainError extends GraphQLError {
  constructor(code: ErrorCode, message: string) {
    super(message, { extensions: { code } })
    this.name = 'DomainError'
  }
}

export const unauthenticated = () => new DomainError('UNAUTHENTICATED', 'Sign in to do this.')
export const forbidden = () => new DomainError('FORBIDDEN', 'You are not allowed to do this.')

/** One refusal of a mutation, as the API's `UserError`. */
export interface UserError {
  __typename: 'MutationError'
  /** Path of the offending input, for example ["input", "title"]; null when no single field is to blame. */
  field: string[] | null
  message: string
  /** Stable code, SCREAMING_SNAKE_CASE. */
  code: string
}

/** A business refusal: thrown anywhere below a mutation (a transaction rolls back), answered as `userErrors`. */
export class Refusal extends Error {
  readonly userErrors: UserError[]

  constructor(userErrors: UserError[]) {
    super(userErrors.map((error) => error.code).join(', '))
    this.name = 'Refusal'
    this.userErrors = userErrors
  }
}

export const userError = (code: string, message: string, field: string[] | null): UserError => ({
  __typename: 'MutationError',
  field,
  message,
  code,
})

/** Refuses with one user error; `field` is the path below `input`. */
export function refuse(code: string, message: string, ...field: string[]): never {
  throw new Refusal([userError(code, message, field.length > 0 ? ['input', ...field] : null)])
}

/**
 * Runs a mutation and turns a refusal into its payload's `userErrors`; anything else stays an error. A mutation that is
 * refused but has something to show, such as the state that won, returns `userErrors` of its own beside it.
 */
export async function withUserErrors<Payload extends object>(
  run: () => Promise<Payload>,
): Promise<(Payload & { userErrors: UserError[] }) | { userErrors: UserError[] }> {
  try {
    return { userErrors: [], ...(await run()) }
  } catch (error) {
    if (error instanceof Refusal) return { userErrors: error.userErrors }
    throw error
  }
}
