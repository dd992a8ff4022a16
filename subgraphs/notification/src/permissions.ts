import { oneself, type Permissions, signedIn } from '@lms/kit/permissions'

/** Who may ask for what; a root field that is missing here is refused. */
export const permissions: Permissions = {
  Query: {},
  Mutation: { markNotificationsRead: signedIn, announce: signedIn },
  User: { notifications: oneself, unreadNotificationCount: oneself },
}
