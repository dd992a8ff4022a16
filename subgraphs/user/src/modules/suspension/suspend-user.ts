import { userSuspended } from '@lms/contracts/user'
import { refuse } from '@lms/kit/errors'
import { appendEvent } from '@lms/kit/events/append-event'
import { newId } from '@lms/kit/ids'
import { checkInput, idText, requiredText } from '@lms/kit/input'
import { lockRow } from '@lms/kit/lock-row'
import { signedInId } from '@lms/kit/viewer'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { UserModel } from '../../generated/prisma/models.ts'
import { keepOneAdministrator } from '../roles/keep-one-administrator.ts'

const SuspendInput = z.object({ userId: idText, reason: requiredText(500) })

/**
 * Shuts a person out: no session is left and none can begin. Who is suspended already stays so, for the first reason.
 * Refuses OWN_ACCOUNT, NOT_FOUND and LAST_ADMINISTRATOR.
 */
export function suspendUser({ transact, viewer, clock, cause }: Context, input: unknown): Promise<UserModel> {
  const { userId, reason } = checkInput(SuspendInput, input)
  const suspendedById = signedInId(viewer)
  if (userId === suspendedById) return refuse('OWN_ACCOUNT', 'Nobody can suspend the own account.', 'userId')
  return transact(async (tx) => {
    // Waits for whoever is being admitted at this moment; their sessions are there to be ended then.
    if (!(await lockRow(tx, 'user', userId, 'no key update')))
      return refuse('NOT_FOUND', 'There is no such person.', 'userId')
    const now = clock.now()
    const user = await tx.user.findUniqueOrThrow({ where: { id: userId } })
    if (user.suspendedAt) return user
    await keepOneAdministrator(tx, userId)
    await tx.suspension.create({
      data: { id: newId('suspension'), userId, reason, suspendedAt: now, suspendedById },
    })
    await tx.session.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: now } })
    const suspended = await tx.user.update({
      where: { id: userId },
      data: { suspendedAt: now, tokensValidFrom: now, version: { increment: 1 } },
    })
    const { version } = suspended
    await appendEvent(tx, userSuspended, { subject: userId, version, data: { userId }, time: now, cause })
    return suspended
  })
}
