import type { UserResolvers } from '../../types.generated.ts'
import { countUnread } from '../count-unread.ts'
import { listNotifications } from '../list-notifications.ts'

export const User: UserResolvers = {
  __resolveReference: async ({ id }) => ({ id }),
  notifications: ({ id }, { unreadOnly, ...page }, ctx) => listNotifications(ctx, id, page, unreadOnly ?? false),
  unreadNotificationCount: ({ id }, _args, ctx) => countUnread(ctx, id),
}
