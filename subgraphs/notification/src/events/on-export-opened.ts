import { notificationCollected } from '@lms/contracts/notification'
import { collects } from '@lms/kit/events/collects'
import type { Tx } from '../deps.ts'

/** Where somebody is written to, and what they were told. */
export const onExportOpened = collects(notificationCollected, async (tx: Tx, userId) => ({
  contacts: await tx.contact.findMany({ where: { userId }, omit: { version: true } }),
  notifications: await tx.notification.findMany({
    where: { recipientId: userId },
    select: {
      ...{ id: true, category: true, reason: true, template: true, data: true, subjectId: true, createdAt: true },
      ...{ readAt: true, deliveries: { select: { channel: true, state: true, sentAt: true } } },
    },
    orderBy: { id: 'asc' },
  }),
}))
