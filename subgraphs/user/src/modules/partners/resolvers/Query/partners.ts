import type { QueryResolvers } from '../../../types.generated.ts'
import { listPartners } from '../../list-partners.ts'

export const partners: NonNullable<QueryResolvers['partners']> = (_parent, page, ctx) => listPartners(ctx, page)
