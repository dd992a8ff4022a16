import { passwordChanged } from '@lms/contracts/user'
import { appendEvent } from '@lms/kit/events/append-event'
import { checkInput } from '@lms/kit/input'
import { z } from 'zod'
import type { Context, Tx } from '../../context.ts'
import type { UserModel } from '../../generated/prisma/models.ts'
import { findTokenOwner, redeemMailToken } from '../../mail-tokens/redeem-mail-token.ts'
import { admitPerson } from '../sessions/admit-person.ts'
import { NewAccount } from '../sessions/create-account.ts'

const ResetInput = z.object({ token: z.string(), newPassword: NewAccount.shape.password })

/**
 * Sets a new password for whoever was mailed the token, which also proves the address, and ends every session. Refuses
 * INVALID_TOKEN, what breaks a rule for passwords, and ACCOUNT_SUSPENDED.
 */
export async function resetPassword(ctx: Context, input: unknown): Promise<UserModel> {
  const { token, newPassword } = checkInput(ResetInput, input)
  const brought = { token, purpose: 'PASSWORD_RESET' } as const
  const ownerId = await findTokenOwner(ctx, brought)
  // It takes long, so it happens before the transaction, and only for who has a token.
  const passwordHash = await ctx.passwords.hash(newPassword)
  const user = await ctx.transact(async (tx) => {
    const owner = await admitPerson(tx, ownerId, 'no key update')
    await redeemMailToken(tx, ctx, brought, owner)
    return setPassword(tx, ctx, owner, passwordHash)
  })
  // Whoever had guessed in vain before may sign in with what is right now.
  await ctx.limits.signIns.forget(user.email)
  return user
}

async function setPassword(
  tx: Tx,
  { clock, cause }: Context,
  { id: userId, emailVerifiedAt }: UserModel,
  passwordHash: string,
): Promise<UserModel> {
  const now = clock.now()
  await tx.session.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: now } })
  await tx.mailToken.deleteMany({ where: { userId } })
  // Until this proof the account may have been somebody else's, who would come back through a Firebase user of theirs.
  const firstProof = emailVerifiedAt ? {} : { emailVerifiedAt: now, firebaseUid: null }
  const user = await tx.user.update({
    where: { id: userId },
    data: { passwordHash, ...firstProof, version: { increment: 1 } },
  })
  const { version } = user
  await appendEvent(tx, passwordChanged, { subject: userId, version, data: { userId }, time: now, cause })
  return user
}
