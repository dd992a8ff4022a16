import type { QueryResolvers } from '../../../types.generated.ts'

export const partner: NonNullable<QueryResolvers['partner']> = (_parent, { id }, { loaders }) =>
  loaders.partnerById.load(id)
