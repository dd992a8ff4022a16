import type { QuizResolvers } from '../../types.generated.ts'
import { visibleQuiz } from '../policy.ts'

export const Quiz: Pick<
  QuizResolvers,
  | 'attemptsAllowed'
  | 'closesAt'
  | 'course'
  | 'createdAt'
  | 'gradesReleased'
  | 'id'
  | 'opensAt'
  | 'passPercent'
  | 'publishedAt'
  | 'shuffle'
  | 'status'
  | 'timeLimitSeconds'
  | 'title'
  | '__isTypeOf'
  | '__resolveReference'
> = {
  __resolveReference: async ({ id }, ctx) => visibleQuiz(ctx, id),
  course: ({ courseId }) => ({ id: courseId }),
  status: ({ publishedAt }) => (publishedAt ? 'PUBLISHED' : 'DRAFT'),
}
