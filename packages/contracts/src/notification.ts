import { z } from 'zod'
import { defineEvent } from './event.ts'
import { EXAMPLE } from './examples.ts'
import { erasureReceipt, exportReceipt } from './privacy.ts'

export const notificationBounced = defineEvent({
  domain: 'notification',
  fact: 'bounced',
  version: 1,
  aggregate: 'user',
  summary: 'A person could not be reached on a channel.',
  consumers: { user: 'retires the channel after some of them' },
  data: z.object({ userId: z.string(), channel: z.enum(['EMAIL', 'PUSH']), permanent: z.boolean() }),
  example: { userId: EXAMPLE.user, channel: 'EMAIL', permanent: true },
  planned: true,
})

export const notificationErased = erasureReceipt('notification')
export const notificationCollected = exportReceipt('notification')
