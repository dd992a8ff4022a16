import { streamOf } from '@lms/kit/streams/stream'
import type { SubscriptionResolvers } from '../../../types.generated.ts'
import { watchInbox } from '../../watch-inbox.ts'

export const inboxChanged: NonNullable<SubscriptionResolvers['inboxChanged']> = {
  subscribe: (_parent, { after }, ctx) => streamOf('inboxChanged', watchInbox(ctx, after)),
}
