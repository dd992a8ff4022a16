import type { RedisClient } from '@lms/kit/redis'
import type { ServiceBase } from '@lms/kit/service'
import type { SignedTexts } from '@lms/kit/signed-texts'
import type { TokenBuckets } from '@lms/kit/token-bucket'
import type { UserConfig } from './config.ts'
import type { Prisma, PrismaClient } from './generated/prisma/client.ts'
import type { Limits } from './limits/limits.ts'
import type { FirebaseTokens } from './modules/firebase/firebase-tokens.ts'
import type { Passwords } from './modules/sessions/passwords.ts'
import type { TokenIssuer } from './modules/sessions/token-issuer.ts'

export type Tx = Prisma.TransactionClient

/** Everything the service depends on, made once at start. */
export interface Deps extends ServiceBase<UserConfig, PrismaClient, Tx> {
  redis: RedisClient
  /** What the router takes from; looked into, never taken from here. */
  buckets: TokenBuckets
  tokens: TokenIssuer
  /** Tokens that e-mails carry: the ids of `MailToken`, signed. */
  mailTokens: SignedTexts
  limits: Limits
  passwords: Passwords
  /** Null where no Firebase project is configured. */
  firebase: FirebaseTokens | null
}
