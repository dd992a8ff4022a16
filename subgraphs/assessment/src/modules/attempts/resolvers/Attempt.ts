import type { AttemptResolvers } from '../../types.generated.ts'
import { attemptAnswers, attemptQuestions } from '../attempt-content.ts'
import { attemptScore } from '../attempt-score.ts'
import { quizOf, visibleAttempt } from '../policy.ts'

export const Attempt: AttemptResolvers = {
  __resolveReference: async ({ id }, ctx) => visibleAttempt(ctx, id),
  quiz: (attempt, _args, ctx) => quizOf(ctx, attempt),
  user: ({ userId }) => ({ id: userId }),
  questions: (attempt, _args, ctx) => attemptQuestions(ctx, attempt),
  answers: (attempt, _args, ctx) => attemptAnswers(ctx, attempt),
  score: (attempt, _args, ctx) => attemptScore(ctx, attempt),
}
