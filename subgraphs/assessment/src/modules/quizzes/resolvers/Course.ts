import type { CourseResolvers } from '../../types.generated.ts'
import { visibleQuizzes } from '../visible-quizzes.ts'

export const Course: Pick<CourseResolvers, 'id' | 'quizzes' | '__resolveReference'> = {
  quizzes: ({ id }, _args, ctx) => visibleQuizzes(ctx, id),
}
