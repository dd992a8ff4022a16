import { refuse } from '@lms/kit/errors'
import { lockRow } from '@lms/kit/lock-row'
import type { Tx } from '../../context.ts'
import type { UserModel } from '../../generated/prisma/models.ts'

/**
 * The first step of whatever opens or renews a session: keeps suspension and changes of role out until the transaction
 * ends. A suspension therefore either is found here, or finds and ends the session that is made here.
 * Whoever changes the account in the same transaction asks for the stronger lock. Refuses ACCOUNT_SUSPENDED.
 */
export async function admitPerson(
  tx: Tx,
  userId: string,
  strength: 'share' | 'no key update' = 'share',
): Promise<UserModel> {
  await lockRow(tx, 'user', userId, strength)
  const user = await tx.user.findUniqueOrThrow({ where: { id: userId } })
  if (user.suspendedAt) return refuse('ACCOUNT_SUSPENDED', 'This account is suspended.')
  return user
}
