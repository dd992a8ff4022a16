import type { QuizResolvers } from '../../types.generated.ts'

export const Quiz: Pick<QuizResolvers, 'questionCount' | 'questions' | '__isTypeOf' | '__resolveReference'> = {
  questionCount: async ({ id }, _args, { loaders }) => (await loaders.questionCountByQuizId.load(id))?._count ?? 0,
  questions: ({ id }, _args, { loaders }) => loaders.questionsByQuizId.load(id),
}
