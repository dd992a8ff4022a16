import { refuse } from '@lms/kit/errors'
import type { Context, Tx } from '../../context.ts'
import type { SessionModel, UserModel } from '../../generated/prisma/models.ts'
import { admitPerson } from './admit-person.ts'
import { type Grant, grantAccess } from './grant-access.ts'
import { issueSession, type SessionTokens } from './issue-session.ts'
import type { RefreshTokenClaims } from './token-issuer.ts'

/** Two tabs may renew at the same moment; only the token just replaced is forgiven, and only this long. */
const GRACE_MS = 10_000

/**
 * Exchanges a refresh token for the next one. A token that was replaced longer ago is a stolen one: the session ends
 * (OAuth 2.0 Security BCP, RFC 9700 §4.14). Refuses INVALID_REFRESH_TOKEN and ACCOUNT_SUSPENDED.
 */
export async function refreshSession(
  ctx: Context,
  refreshToken: string,
): Promise<{ user: UserModel; session: SessionTokens }> {
  const claims = ctx.tokens.readRefreshToken(refreshToken)
  const renewed = claims && (await ctx.transact((tx) => renew(tx, ctx, claims)))
  // Refused out here: what ends a stolen session must not be rolled back.
  if (!renewed)
    return refuse('INVALID_REFRESH_TOKEN', 'The refresh token is not valid any more. Sign in again.', 'refreshToken')
  return { user: renewed.user, session: await issueSession(ctx, renewed.grant) }
}

async function renew(
  tx: Tx,
  ctx: Context,
  claims: RefreshTokenClaims,
): Promise<{ user: UserModel; grant: Grant } | null> {
  const owner = await tx.session.findUnique({ where: { id: claims.sessionId }, select: { userId: true } })
  if (!owner) return null
  const user = await admitPerson(tx, owner.userId)
  const session = (await rotate(tx, ctx, claims)) ?? (await forgive(tx, ctx, claims))
  return session && { user, grant: await grantAccess(tx, ctx, session) }
}

/** Moves the session to the next generation if the token is of the present one. */
async function rotate(
  tx: Tx,
  { clock, config }: Context,
  { sessionId: id, generation }: RefreshTokenClaims,
): Promise<SessionModel | null> {
  const now = clock.now()
  const [rotated] = await tx.session.updateManyAndReturn({
    where: { id, generation, revokedAt: null, expiresAt: { gt: now } },
    data: {
      generation: { increment: 1 },
      rotatedAt: now,
      expiresAt: new Date(now.getTime() + config.sessionLifetimeMs),
    },
  })
  return rotated ?? null
}

/** The session again for a token just replaced; any older token ends it. */
async function forgive(
  tx: Tx,
  { clock }: Context,
  { sessionId: id, generation }: RefreshTokenClaims,
): Promise<SessionModel | null> {
  const now = clock.now()
  const session = await tx.session.findUnique({ where: { id } })
  if (!session || session.revokedAt || session.expiresAt <= now) return null
  const justReplaced = session.generation === generation + 1 && now.getTime() - session.rotatedAt.getTime() <= GRACE_MS
  if (justReplaced) return session
  await tx.session.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: now } })
  return null
}
