import type { QueryResolvers } from '../../../types.generated.ts'
import { visibleAttempt } from '../../policy.ts'

export const attempt: NonNullable<QueryResolvers['attempt']> = (_parent, { id }, ctx) => visibleAttempt(ctx, id)
