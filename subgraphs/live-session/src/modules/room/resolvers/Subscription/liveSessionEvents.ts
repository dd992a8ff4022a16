import { streamOf } from '@lms/kit/streams/stream'
import type { SubscriptionResolvers } from '../../../types.generated.ts'
import { watchRoom } from '../../watch-room.ts'

export const liveSessionEvents: NonNullable<SubscriptionResolvers['liveSessionEvents']> = {
  subscribe: (_parent, args, ctx) => streamOf('liveSessionEvents', watchRoom(ctx, args)),
}
