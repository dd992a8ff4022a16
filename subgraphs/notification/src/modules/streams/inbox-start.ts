import { DomainError } from '@lms/kit/errors'
import { subscriptionOf } from '@lms/kit/streams/stream'
import { signedInId } from '@lms/kit/viewer'
import type { Context } from '../../context.ts'
import type { InboxPlace } from './inbox-readers.ts'

/**
 * Where a stream of the viewer's inbox begins: behind the cursor of the router, else behind the client's, else behind
 * what there is now.
 * @throws DomainError UNAUTHENTICATED, BAD_USER_INPUT for a cursor that is none of this inbox
 */
export async function inboxStart(ctx: Context, after: string | null | undefined): Promise<InboxPlace> {
  const recipientId = signedInId(ctx.viewer)
  const cursor = subscriptionOf(ctx).after ?? after
  const revision = await ctx.inboxReaders.readRevision(recipientId)
  if (cursor == null) return { recipientId, after: revision }
  const number = /^\d{1,9}$/.test(cursor) ? Number(cursor) : await sequenceOf(ctx, cursor)
  if (number <= revision) return { recipientId, after: number }
  throw new DomainError('BAD_USER_INPUT', 'The cursor is not one that was given out to you.')
}

async function sequenceOf({ loaders }: Context, id: string): Promise<number> {
  return (await loaders.ownNotificationById.load(id))?.sequence ?? Number.POSITIVE_INFINITY
}
