import type { QueryResolvers } from '../../../types.generated.ts'
import { findSession } from '../../policy.ts'

export const liveSession: NonNullable<QueryResolvers['liveSession']> = (_parent, { id }, ctx) => findSession(ctx, id)
