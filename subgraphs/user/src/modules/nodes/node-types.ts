/** Type of the object that an id's prefix names. Each type's own subgraph resolves the rest. */
export const NODE_TYPES = {
  user: 'User',
  course: 'Course',
  enrollment: 'Enrollment',
  certificate: 'Certificate',
  order: 'Order',
  quiz: 'Quiz',
  attempt: 'Attempt',
  live: 'LiveSession',
  notification: 'Notification',
  file: 'File',
} as const
