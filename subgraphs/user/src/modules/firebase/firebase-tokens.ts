import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { DomainError, refuse } from '@lms/kit/errors'
import type { Logger } from '@lms/kit/log'
import { deleteApp, FirebaseError, initializeApp } from 'firebase-admin/app'
import { getAuth } from 'firebase-admin/auth'
import { z } from 'zod'
import { agentTo } from './agent-to.ts'
import { createServiceAccount, type ServiceAccount } from './service-account.ts'

/** Google needs milliseconds; a client must hear within its own deadline that it does not answer. */
const DEADLINE_MS = 5_000

export interface FirebaseConfig extends ServiceAccount {
  projectId: string
  /** What stands in for googleapis.com; null in production. */
  apiUrl: string | null
}

/** Whom an ID token names. */
export interface FirebaseIdentity {
  uid: string
  /** In lower case. */
  email: string | null
  emailVerified: boolean
  displayName: string | null
}

export interface FirebaseTokens {
  /**
   * Verifies an ID token, and asks Firebase whether its user is still allowed in. Refuses INVALID_ID_TOKEN,
   * ID_TOKEN_EXPIRED, ID_TOKEN_REVOKED and FIREBASE_USER_DISABLED.
   * @throws DomainError SERVICE_UNAVAILABLE when Firebase does not answer
   */
  verify(idToken: string): Promise<FirebaseIdentity>
  close(): Promise<void>
}

const Claims = z
  .object({
    sub: z.string(),
    email: z.string().toLowerCase().optional(),
    email_verified: z.boolean().default(false),
    name: z.string().optional().catch(undefined),
  })
  .transform(
    (claims): FirebaseIdentity => ({
      uid: claims.sub,
      email: claims.email ?? null,
      emailVerified: claims.email_verified,
      displayName: claims.name ?? null,
    }),
  )

/** Makes the verifier of a project's ID tokens; nothing is asked of Google before the first one. */
export function createFirebaseTokens(config: FirebaseConfig, log: Logger): FirebaseTokens {
  const httpAgent = config.apiUrl === null ? undefined : agentTo(config.apiUrl)
  const app = initializeApp(
    {
      projectId: config.projectId,
      credential: createServiceAccount(config, httpAgent),
      ...(httpAgent ? { httpAgent } : {}),
    },
    // Apps are registered by name for the whole process.
    randomUUID(),
  )
  const auth = getAuth(app)
  let closed: Promise<void> | null = null
  return {
    async verify(idToken) {
      try {
        return Claims.parse(await withinDeadline(auth.verifyIdToken(idToken, true)))
      } catch (error) {
        return refuseToken(error, log)
      }
    },
    close: () => {
      // The SDK refuses to do it twice.
      closed ??= deleteApp(app)
      return closed
    },
  }
}

async function withinDeadline<Value>(work: Promise<Value>): Promise<Value> {
  const settled = new AbortController()
  const late = delay(DEADLINE_MS, null, { signal: settled.signal }).then(() => {
    throw new FirebaseSilent()
  })
  try {
    return await Promise.race([work, late])
  } finally {
    late.catch(() => {})
    settled.abort()
  }
}

class FirebaseSilent extends Error {
  override name = 'FirebaseSilent'
}

function refuseToken(error: unknown, log: Logger): never {
  if (error instanceof FirebaseSilent || (error instanceof FirebaseError && !isOfToken(error))) {
    log.error({ err: error }, 'firebase did not answer')
    throw new DomainError(
      'SERVICE_UNAVAILABLE',
      'Signing in through Firebase is not available at the moment. Try again.',
    )
  }
  switch (error instanceof FirebaseError ? error.code : null) {
    case 'auth/id-token-expired':
      return refuse('ID_TOKEN_EXPIRED', 'The ID token has expired. Get a fresh one.', 'idToken')
    case 'auth/id-token-revoked':
      return refuse('ID_TOKEN_REVOKED', 'The ID token was revoked. Sign in to Firebase again.', 'idToken')
    case 'auth/user-disabled':
      return refuse('FIREBASE_USER_DISABLED', 'The Firebase user is disabled.', 'idToken')
    default:
      return refuse('INVALID_ID_TOKEN', 'idToken is not a valid ID token of this project.', 'idToken')
  }
}

/** Whether the token is to blame. The SDK reports keys that it could not fetch as if they were a fault of the token. */
function isOfToken({ code, message }: FirebaseError): boolean {
  if (code === 'auth/argument-error') return !/^Error (fetching public keys|while making request)/.test(message)
  return [
    'auth/id-token-expired',
    'auth/id-token-revoked',
    'auth/invalid-id-token',
    'auth/user-disabled',
    'auth/user-not-found',
  ].includes(code)
}
