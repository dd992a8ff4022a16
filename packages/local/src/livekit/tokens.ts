import { jwtVerify } from 'jose'

/** What a token grants in rooms (https://docs.livekit.io/home/get-started/authentication). */
export interface Claims {
  readonly sub?: string
  /** Seconds since 1970. */
  readonly nbf?: number
  readonly video?: {
    readonly room?: string
    readonly roomJoin?: boolean
    readonly roomAdmin?: boolean
    readonly roomCreate?: boolean
    readonly canPublish?: boolean
    readonly canPublishSources?: readonly string[]
  }
}

export interface Tokens {
  /** What a token says; null for one that is not valid. */
  verify(token: string): Promise<Claims | null>
}

export function createTokens({ apiKey, apiSecret }: { apiKey: string; apiSecret: string }): Tokens {
  const secret = new TextEncoder().encode(apiSecret)
  return {
    verify: (token) =>
      jwtVerify<Claims>(token, secret, { issuer: apiKey, clockTolerance: 10, requiredClaims: ['exp'] }).then(
        ({ payload }) => payload,
        () => null,
      ),
  }
}
