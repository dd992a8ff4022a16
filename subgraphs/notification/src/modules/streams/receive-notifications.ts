import { follow } from '@lms/kit/streams/follow'
import { type StreamItem, subscriptionOf } from '@lms/kit/streams/stream'
import type { Context } from '../../context.ts'
import type { NotificationModel } from '../../generated/prisma/models.ts'
import { NEWS_AT_A_TIME } from './inbox-readers.ts'
import { inboxStart } from './inbox-start.ts'
import { inboxTopic } from './inbox-topic.ts'

/** The viewer's notifications as they come. Ends with a DomainError: UNAUTHENTICATED, BAD_USER_INPUT. */
export async function* receiveNotifications(
  ctx: Context,
  after: string | null | undefined,
): AsyncGenerator<StreamItem<NotificationModel>> {
  const { bells, log, inboxReaders } = ctx
  const { recipientId, after: from } = await inboxStart(ctx, after)
  yield { kind: 'BEGUN', cursor: String(from) }
  const batches = follow({
    ...{ bells, log, from, topic: inboxTopic(recipientId), signal: subscriptionOf(ctx).signal },
    atATime: NEWS_AT_A_TIME,
    read: (number) => inboxReaders.readNews({ recipientId, after: number }),
    numberOf: ({ sequence }) => sequence,
  })
  for await (const notifications of batches) {
    for (const notification of notifications)
      yield { kind: 'EVENT', event: notification, cursor: String(notification.sequence) }
  }
}
