import type { QueryResolvers } from '../../../types.generated.ts'
import { listCategories } from '../../list-categories.ts'

export const categories: NonNullable<QueryResolvers['categories']> = (_parent, page, ctx) => listCategories(ctx, page)
