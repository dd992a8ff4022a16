import { userReinstated } from '@lms/contracts/user'
import { refuse } from '@lms/kit/errors'
import { appendEvent } from '@lms/kit/events/append-event'
import { checkInput, idText } from '@lms/kit/input'
import { lockRow } from '@lms/kit/lock-row'
import { signedInId } from '@lms/kit/viewer'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { UserModel } from '../../generated/prisma/models.ts'

const ReinstateInput = z.object({ userId: idText })

/** Lets a suspended person sign in again; the sessions of before stay ended. Refuses NOT_FOUND. */
export function reinstateUser({ transact, viewer, clock, cause }: Context, input: unknown): Promise<UserModel> {
  const { userId } = checkInput(ReinstateInput, input)
  const reinstatedById = signedInId(viewer)
  return transact(async (tx) => {
    if (!(await lockRow(tx, 'user', userId, 'no key update')))
      return refuse('NOT_FOUND', 'There is no such person.', 'userId')
    const now = clock.now()
    const open = await tx.suspension.updateMany({
      where: { userId, reinstatedAt: null },
      data: { reinstatedAt: now, reinstatedById },
    })
    if (open.count === 0) return tx.user.findUniqueOrThrow({ where: { id: userId } })
    const user = await tx.user.update({
      where: { id: userId },
      data: { suspendedAt: null, version: { increment: 1 } },
    })
    const { version } = user
    await appendEvent(tx, userReinstated, { subject: userId, version, data: { userId }, time: now, cause })
    return user
  })
}
