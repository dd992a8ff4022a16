import { liveSessionErased } from '@lms/contracts/live-session'
import { erases } from '@lms/kit/events/erases'
import type { Tx } from '../deps.ts'

/** What somebody said goes; that they were there stays. */
export const onErasureRequested = erases(liveSessionErased, async (tx: Tx, userId, now) => {
  const messages = await tx.message.updateMany({
    where: { authorId: userId, body: { not: null } },
    data: { body: null, deletedAt: now },
  })
  return { erased: messages.count, kept: ['attendance: under an id without a name'] }
})
