import type { Viewer } from '@lms/kit/viewer'

/** Narrows to what the viewer may see: a notification is for its recipient alone. */
export const ownNotifications = (viewer: Viewer) =>
  viewer.kind === 'user' ? { recipientId: viewer.id } : { id: { in: [] as string[] } }
