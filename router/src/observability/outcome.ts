import { codeOf } from '../format-error.ts'
import type { Answer } from '../http/answer.ts'

/**
 * How a request ended. `ok`: no error; `errors`: it ran and some errors came beside or in place of data; `refused`: it
 * did not run and the client can tell why; `throttled`: the same for lack of budget; `failed`: something of ours did
 * not work, also in a part of the answer; `cancelled`: the client was gone first.
 */
export type Outcome = 'ok' | 'errors' | 'refused' | 'throttled' | 'failed' | 'cancelled'

const OUR_FAULT = new Set(['INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE', 'TIMEOUT'])

/** Judges an answer by its body: most failures of GraphQL come with status 200. */
export function outcomeOf({ status, body }: Answer, clientGone: boolean): Outcome {
  if (clientGone) return 'cancelled'
  if (status === 429) return 'throttled'
  const { data, errors = [] } = body
  if (errors.some((error) => OUR_FAULT.has(codeOf(error)))) return 'failed'
  if (errors.length === 0) return 'ok'
  return data === undefined ? 'refused' : 'errors'
}
