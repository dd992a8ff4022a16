import { refuse } from '@lms/kit/errors'
import type { Context } from '../../context.ts'
import type { SessionModel, UserModel } from '../../generated/prisma/models.ts'
import { issueSession, type SessionTokens } from './issue-session.ts'
import type { RefreshTokenClaims } from './token-issuer.ts'

/** Two tabs may renew at the same moment; only the token just replaced is forgiven, and only this long. */
const GRACE_MS = 10_000

/**
 * Exchanges a refresh token for the next one. A token that was replaced longer ago is a stolen one: the session ends
 * (OAuth 2.0 Security BCP, RFC 9700 §4.14). Refuses INVALID_REFRESH_TOKEN.
 */
export async function refreshSession(
  ctx: Context,
  refreshToken: string,
): Promise<{ user: UserModel; session: SessionTokens }> {
  const claims = ctx.tokens.readRefreshToken(refreshToken)
  const session = claims && ((await rotate(ctx, claims)) ?? (await forgive(ctx, claims)))
  if (!session)
    return refuse('INVALID_REFRESH_TOKEN', 'The refresh token is not valid any more. Sign in again.', 'refreshToken')
  const user = await ctx.db.user.findUniqueOrThrow({ where: { id: session.userId } })
  return { user, session: await issueSession(ctx, session) }
}

/** Moves the session to the next generation if the token is of the present one. */
async function rotate(
  { db, clock, config }: Context,
  { sessionId: id, generation }: RefreshTokenClaims,
): Promise<SessionModel | null> {
  const now = clock.now()
  const [rotated] = await db.session.updateManyAndReturn({
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
  { db, clock }: Context,
  { sessionId: id, generation }: RefreshTokenClaims,
): Promise<SessionModel | null> {
  const now = clock.now()
  const session = await db.session.findUnique({ where: { id } })
  if (!session || session.revokedAt || session.expiresAt <= now) return null
  const justReplaced = session.generation === generation + 1 && now.getTime() - session.rotatedAt.getTime() <= GRACE_MS
  if (justReplaced) return session
  await db.session.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: now } })
  return null
}
