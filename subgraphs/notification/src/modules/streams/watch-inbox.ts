import { follow } from '@lms/kit/streams/follow'
import { type StreamItem, subscriptionOf } from '@lms/kit/streams/stream'
import type { Context } from '../../context.ts'
import { inboxStart } from './inbox-start.ts'
import { inboxTopic } from './inbox-topic.ts'

/** The viewer, at each change of the inbox. Ends with a DomainError: UNAUTHENTICATED, BAD_USER_INPUT. */
export async function* watchInbox(
  ctx: Context,
  after: string | null | undefined,
): AsyncGenerator<StreamItem<{ id: string }>> {
  const { bells, log, inboxReaders } = ctx
  const { recipientId: id, after: from } = await inboxStart(ctx, after)
  yield { kind: 'BEGUN', cursor: String(from) }
  const changes = follow({
    ...{ bells, log, from, topic: inboxTopic(id), signal: subscriptionOf(ctx).signal },
    // What has changed several times meanwhile is told once.
    atATime: 2,
    read: async (number) => [await inboxReaders.readRevision(id)].filter((revision) => revision > number),
    numberOf: (revision) => revision,
  })
  for await (const [revision] of changes) yield { kind: 'EVENT', event: { id }, cursor: String(revision) }
}
