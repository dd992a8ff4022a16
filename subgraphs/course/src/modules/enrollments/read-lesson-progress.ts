import type { Context } from '../../context.ts'
import type { LessonProgressModel } from '../../generated/prisma/models.ts'
import type { LessonMapper } from '../outline/schema.mappers.ts'

/** How far the viewer is in a lesson; null without an enrolment or before it was begun. */
export async function readLessonProgress(
  { loaders }: Context,
  { id, viewerEnrollmentId }: LessonMapper,
): Promise<LessonProgressModel | null> {
  if (viewerEnrollmentId === null) return null
  const progress = await loaders.lessonProgressByEnrollmentId.load(viewerEnrollmentId)
  return progress.find(({ lessonId }) => lessonId === id) ?? null
}
