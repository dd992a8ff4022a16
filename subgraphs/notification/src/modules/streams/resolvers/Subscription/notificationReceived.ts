import { streamOf } from '@lms/kit/streams/stream'
import type { SubscriptionResolvers } from '../../../types.generated.ts'
import { receiveNotifications } from '../../receive-notifications.ts'

export const notificationReceived: NonNullable<SubscriptionResolvers['notificationReceived']> = {
  subscribe: (_parent, { after }, ctx) => streamOf('notificationReceived', receiveNotifications(ctx, after)),
}
