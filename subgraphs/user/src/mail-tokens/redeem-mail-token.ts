import { refuse } from '@lms/kit/errors'
import type { Context, Tx } from '../context.ts'
import type { MailTokenPurpose } from '../generated/prisma/enums.ts'
import type { UserModel } from '../generated/prisma/models.ts'

/** A token that somebody brings, and what it would have to be for. */
interface BroughtToken {
  token: string
  purpose: MailTokenPurpose
}

/** Whose token it is; it is not used up. Refuses INVALID_TOKEN for one that does not work. */
export async function findTokenOwner(ctx: Context, { token, purpose }: BroughtToken): Promise<string> {
  const id = ctx.mailTokens.read(token)
  if (id === null) return invalidToken()
  const known = await ctx.db.mailToken.findFirst({ where: { id, purpose, expiresAt: { gt: ctx.clock.now() } } })
  return known?.userId ?? invalidToken()
}

/**
 * Uses a token up for its owner; of several at the same moment one succeeds. Refuses INVALID_TOKEN, whether it never was
 * one, was used, replaced or expired, is somebody else's, or was mailed to an address of before.
 */
export async function redeemMailToken(
  tx: Tx,
  { mailTokens, clock }: Context,
  { token, purpose }: BroughtToken,
  { id: userId, email }: UserModel,
): Promise<void> {
  const id = mailTokens.read(token)
  if (id === null) return invalidToken()
  const redeemed = await tx.mailToken.deleteMany({
    where: { id, purpose, userId, email, expiresAt: { gt: clock.now() } },
  })
  if (redeemed.count === 0) return invalidToken()
}

const invalidToken = () => refuse('INVALID_TOKEN', 'This link does not work any more. Ask for a new one.', 'token')
