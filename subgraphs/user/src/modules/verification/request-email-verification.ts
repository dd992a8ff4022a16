import { refuse } from '@lms/kit/errors'
import { lockRow } from '@lms/kit/lock-row'
import { signedInId } from '@lms/kit/viewer'
import type { Context } from '../../context.ts'
import type { UserModel } from '../../generated/prisma/models.ts'
import { mailToken } from '../../mail-tokens/mail-token.ts'

/** Mails the link once more. Refuses EMAIL_ALREADY_VERIFIED; throws THROTTLED by person. */
export async function requestEmailVerification({
  transact,
  viewer,
  limits,
  clock,
  cause,
}: Context): Promise<UserModel> {
  const userId = signedInId(viewer)
  await limits.verifications.attempt(userId)
  return transact(async (tx) => {
    await lockRow(tx, 'user', userId, 'no key update')
    const person = await tx.user.findUniqueOrThrow({ where: { id: userId } })
    if (person.emailVerifiedAt) return refuse('EMAIL_ALREADY_VERIFIED', 'This address is verified already.')
    return mailToken(tx, { userId, purpose: 'EMAIL_VERIFICATION' }, { now: clock.now(), cause })
  })
}
