import { type Connection, type PageArgs, paginate } from '@lms/kit/pagination'
import type { Context } from '../../context.ts'
import type { NotificationModel } from '../../generated/prisma/models.ts'

/** What a person was told, newest first. Whether the viewer may see it is decided before. */
export function listNotifications(
  { db }: Context,
  recipientId: string,
  page: PageArgs,
  unreadOnly: boolean,
): Promise<Connection<NotificationModel>> {
  const matching = { recipientId, ...(unreadOnly ? { readAt: null } : {}) }
  return paginate<NotificationModel>(page, {
    columns: [
      ['createdAt', 'desc'],
      ['id', 'desc'],
    ],
    find: ({ where, ...query }) => db.notification.findMany({ ...query, where: { AND: [matching, where] } }),
    count: () => db.notification.count({ where: matching }),
  })
}
