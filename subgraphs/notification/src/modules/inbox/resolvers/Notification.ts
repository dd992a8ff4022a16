import type { NotificationResolvers } from '../../types.generated.ts'
import { subjectOf } from '../subject-of.ts'

export const Notification: NotificationResolvers = {
  __resolveReference: async ({ id }, { loaders }) => loaders.ownNotificationById.load(id),
  title: async (notification, _args, { loaders }) => (await loaders.rendered.load(notification)).texts.title,
  body: async (notification, _args, { loaders }) => (await loaders.rendered.load(notification)).texts.body,
  subject: ({ subjectId }) => subjectOf(subjectId),
  whyNotified: async (notification, _args, { loaders }) => (await loaders.rendered.load(notification)).why,
}
