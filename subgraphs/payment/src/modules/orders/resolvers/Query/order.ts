import type { QueryResolvers } from '../../../types.generated.ts'

export const order: NonNullable<QueryResolvers['order']> = (_parent, { id }, { loaders }) => loaders.orderById.load(id)
