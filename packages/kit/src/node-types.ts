import { idPrefix } from './ids.ts'

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

export type NodeType = (typeof NODE_TYPES)[keyof typeof NODE_TYPES]

/** The type of the object that an id names; null when its prefix names none. */
export function nodeTypeOf(id: string): NodeType | null {
  const prefix = idPrefix(id)
  return prefix !== null && isNodePrefix(prefix) ? NODE_TYPES[prefix] : null
}

const isNodePrefix = (prefix: string): prefix is keyof typeof NODE_TYPES => Object.hasOwn(NODE_TYPES, prefix)
