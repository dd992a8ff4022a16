import type { QueryResolvers } from '../../../types.generated.ts'
import { listOperations } from '../../list-operations.ts'

export const partnerOperations: NonNullable<QueryResolvers['partnerOperations']> = (_parent, { partnerId }, ctx) =>
  listOperations(ctx, partnerId)
