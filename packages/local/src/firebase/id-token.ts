import { createPrivateKey } from 'node:crypto'
import { SignJWT } from 'jose'
import type { FirebaseUser } from './project.ts'
import type { SigningKey } from './signing-keys.ts'

const LIFETIME_SECONDS = 3_600

/** An ID token as Firebase gives it to a browser: https://firebase.google.com/docs/auth/admin/verify-id-tokens. */
export function signIdToken(user: FirebaseUser, key: SigningKey, projectId: string, now: Date): Promise<string> {
  const { localId, email, emailVerified, displayName } = user
  const seconds = Math.floor(now.getTime() / 1000)
  const profile = {
    ...(displayName === null ? {} : { name: displayName }),
    ...(email === null ? {} : { email, email_verified: emailVerified }),
  }
  return new SignJWT({
    ...profile,
    user_id: localId,
    auth_time: seconds,
    firebase: {
      identities: email === null ? {} : { email: [email] },
      sign_in_provider: email ? 'password' : 'anonymous',
    },
  })
    .setProtectedHeader({ alg: 'RS256', kid: key.kid, typ: 'JWT' })
    .setIssuer(`https://securetoken.google.com/${projectId}`)
    .setAudience(projectId)
    .setSubject(localId)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + LIFETIME_SECONDS)
    .sign(createPrivateKey(key.privateKey))
}
