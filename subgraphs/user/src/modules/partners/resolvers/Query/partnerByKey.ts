import type { QueryResolvers } from '../../../types.generated.ts'
import { findAccess } from '../../find-access.ts'

export const partnerByKey: NonNullable<QueryResolvers['partnerByKey']> = (_parent, { keyHash }, ctx) =>
  findAccess(ctx, keyHash)
