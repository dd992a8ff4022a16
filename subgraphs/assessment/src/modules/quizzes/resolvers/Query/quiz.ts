import type { QueryResolvers } from '../../../types.generated.ts'
import { visibleQuiz } from '../../policy.ts'

export const quiz: NonNullable<QueryResolvers['quiz']> = (_parent, { id }, ctx) => visibleQuiz(ctx, id)
