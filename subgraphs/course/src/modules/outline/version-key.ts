/** The number of the version that is being written. */
export const DRAFT = 0

/** Names a version of a course for a loader. */
export const versionKey = ({ courseId, versionNumber }: { courseId: string; versionNumber: number }): string =>
  `${courseId}/${versionNumber}`

/** Names a lesson of a version for a loader. */
export const articleKey = (lesson: { courseId: string; versionNumber: number; id: string }): string =>
  `${versionKey(lesson)}/${lesson.id}`

/** The parts of either key. */
export function readKey(key: string): { courseId: string; versionNumber: number; id: string } {
  const [courseId = '', versionNumber = '', id = ''] = key.split('/')
  return { courseId, versionNumber: Number(versionNumber), id }
}
