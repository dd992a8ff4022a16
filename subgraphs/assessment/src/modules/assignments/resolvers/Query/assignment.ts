import type { QueryResolvers } from '../../../types.generated.ts'
import { visibleAssignment } from '../../policy.ts'

export const assignment: NonNullable<QueryResolvers['assignment']> = (_parent, { id }, ctx) =>
  visibleAssignment(ctx, id)
