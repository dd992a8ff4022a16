import { checkInput } from '@lms/kit/input'
import { lockRow } from '@lms/kit/lock-row'
import { signedInId } from '@lms/kit/viewer'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { UserModel } from '../../generated/prisma/models.ts'
import { redeemMailToken } from '../../mail-tokens/redeem-mail-token.ts'

const VerifyInput = z.object({ token: z.string() })

/**
 * Takes a mailed token for the proof that the address is the viewer's. The token alone is none: whoever signs up with
 * somebody else's address would have its owner prove it by a click. Refuses INVALID_TOKEN.
 */
export function verifyEmail(ctx: Context, input: unknown): Promise<UserModel> {
  const { token } = checkInput(VerifyInput, input)
  const userId = signedInId(ctx.viewer)
  return ctx.transact(async (tx) => {
    await lockRow(tx, 'user', userId, 'no key update')
    const person = await tx.user.findUniqueOrThrow({ where: { id: userId } })
    await redeemMailToken(tx, ctx, { token, purpose: 'EMAIL_VERIFICATION' }, person)
    const emailVerifiedAt = person.emailVerifiedAt ?? ctx.clock.now()
    return tx.user.update({ where: { id: userId }, data: { emailVerifiedAt } })
  })
}
