import type { Context } from '../../context.ts'

/** How many notifications a person has not read: counted when asked, so it cannot drift. */
export const countUnread = ({ db }: Context, recipientId: string): Promise<number> =>
  db.notification.count({ where: { recipientId, readAt: null } })
