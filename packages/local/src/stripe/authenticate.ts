import { ApiFailure } from './api-failure.ts'

export interface ApiKeys {
  readonly secretKey: string
  readonly publishableKey: string
}

/** Which side asks. */
export type Caller = 'merchant' | 'browser'

/**
 * Whose key the request carries: in `Authorization`, or, as Stripe.js sends it, in the form field `key`.
 * @throws ApiFailure 401
 */
export function authenticate(keys: ApiKeys, authorization: string | undefined, formKey: unknown): Caller {
  const key = authorization === undefined ? formKey : readKey(authorization)
  if (typeof key !== 'string' || key === '') {
    const message =
      'You did not provide an API key. You need to provide your API key in the Authorization header, ' +
      "using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
    throw new ApiFailure(401, { type: 'invalid_request_error', message })
  }
  if (key === keys.secretKey) return 'merchant'
  if (key === keys.publishableKey) return 'browser'
  const message = `Invalid API Key provided: ${key.slice(0, 8)}${'*'.repeat(8)}${key.slice(-4)}`
  throw new ApiFailure(401, { type: 'invalid_request_error', message })
}

/** @throws ApiFailure 401 for a browser */
export function assertMerchant(caller: Caller): void {
  if (caller === 'merchant') return
  throw new ApiFailure(401, {
    type: 'invalid_request_error',
    code: 'secret_key_required',
    message: 'This API call cannot be made with a publishable API key. Please use a secret API key.',
  })
}

function readKey(authorization: string): string {
  const [scheme = '', value = ''] = authorization.split(' ')
  if (scheme.toLowerCase() !== 'basic') return value
  return Buffer.from(value, 'base64').toString().split(':')[0] ?? ''
}
