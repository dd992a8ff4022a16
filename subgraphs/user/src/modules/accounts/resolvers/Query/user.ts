import type { QueryResolvers } from '../../../types.generated.ts'

export const user: NonNullable<QueryResolvers['user']> = (_parent, { id }, { loaders }) => loaders.userById.load(id)
