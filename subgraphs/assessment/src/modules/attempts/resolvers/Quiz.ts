import type { QuizResolvers } from '../../types.generated.ts'
import { listQuizAttempts } from '../list-quiz-attempts.ts'

export const Quiz: Pick<QuizResolvers, 'attempts' | '__isTypeOf' | '__resolveReference'> = {
  attempts: (quiz, args, ctx) => listQuizAttempts(ctx, quiz, args),
}
