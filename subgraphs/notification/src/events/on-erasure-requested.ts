import { notificationErased } from '@lms/contracts/notification'
import { erases } from '@lms/kit/events/erases'
import type { Tx } from '../deps.ts'

/** Nobody can be written to any more, and what was written goes. */
export const onErasureRequested = erases(notificationErased, async (tx: Tx, userId) => {
  const notifications = await tx.notification.deleteMany({ where: { recipientId: userId } })
  await tx.inbox.deleteMany({ where: { recipientId: userId } })
  const contacts = await tx.contact.deleteMany({ where: { userId } })
  return { erased: notifications.count + contacts.count, kept: [] }
})
