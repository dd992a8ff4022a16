import type { LessonResolvers } from '../../types.generated.ts'
import { readLessonProgress } from '../read-lesson-progress.ts'

export const Lesson: Pick<LessonResolvers, 'viewerProgress'> = {
  viewerProgress: (lesson, _args, ctx) => readLessonProgress(ctx, lesson),
}
