/** Somebody in a course. */
interface Learner {
  courseId: string
  userId: string
}

/** A learner as the key of a loader; ids hold no spaces. */
export const learnerKey = ({ courseId, userId }: Learner): string => `${courseId} ${userId}`

export function learnerOf(key: string): Learner {
  const [courseId = '', userId = ''] = key.split(' ')
  return { courseId, userId }
}
