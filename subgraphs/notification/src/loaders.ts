import { loadOne } from '@lms/kit/loaders'
import type { Viewer } from '@lms/kit/viewer'
import DataLoader from 'dataloader'
import type { PrismaClient } from './generated/prisma/client.ts'
import type { NotificationModel } from './generated/prisma/models.ts'
import { ownNotifications } from './modules/inbox/policy.ts'
import { type RenderedNotification, renderNotifications } from './templates/render-notifications.ts'

export type Loaders = ReturnType<typeof createLoaders>

/** Batched reads of one request, as far as its viewer may see. */
export function createLoaders(db: PrismaClient, viewer: Viewer) {
  return {
    ownNotificationById: loadOne(
      (ids: string[]) => db.notification.findMany({ where: { AND: [{ id: { in: ids } }, ownNotifications(viewer)] } }),
      (notification) => notification.id,
    ),
    rendered: new DataLoader<NotificationModel, RenderedNotification, string>(
      (notifications) => renderNotifications(db, notifications),
      { cacheKeyFn: ({ id }) => id },
    ),
  }
}
