import type { IncomingHttpHeaders } from 'node:http'
import type { BucketShape } from '@lms/kit/token-bucket'
import { anonymous, type PartnerViewer } from '@lms/kit/viewer'
import type { Caller } from '../caller.ts'
import { RequestRefusal } from '../refusal.ts'
import { invalidToken, type VerifiedAccessToken, type VerifyAccessToken } from './access-token.ts'

/** Finds out who sends a request; a bad credential is refused and never taken for an anonymous caller. */
export type Authenticate = (headers: IncomingHttpHeaders, address: string) => Promise<Caller>

export interface AuthenticateOptions {
  verifyAccessToken: VerifyAccessToken
  /** Whether the token's session has ended, or its person lost what the token says, since it was issued. */
  isEnded: (token: VerifiedAccessToken) => boolean
  /** The partner of an API key, or null; absent where partners are not served. */
  partnerOf?: (apiKey: string, address: string) => Promise<{ viewer: PartnerViewer; budget?: BucketShape } | null>
}

export const anonymousOnly: Authenticate = async (_headers, address) => ({ viewer: anonymous, address })

/** People come with `Authorization: Bearer`, partners with `x-api-key`, everybody else with neither. */
export function createAuthenticate({ verifyAccessToken, isEnded, partnerOf }: AuthenticateOptions): Authenticate {
  return async (headers, address) => {
    const { authorization } = headers
    const apiKey = headers['x-api-key']
    if (apiKey !== undefined && partnerOf) {
      if (authorization !== undefined || typeof apiKey !== 'string') throw severalCredentials()
      const partner = await partnerOf(apiKey, address)
      if (!partner) throw new RequestRefusal(401, 'UNAUTHENTICATED', 'The API key is not valid.')
      return { ...partner, address }
    }
    if (authorization === undefined) return { viewer: anonymous, address }
    const token = await verifyAccessToken(authorization)
    if (isEnded(token)) throw invalidToken()
    return { viewer: token.viewer, address, token }
  }
}

const severalCredentials = () =>
  new RequestRefusal(401, 'UNAUTHENTICATED', 'Send one credential: an access token or an API key.')
