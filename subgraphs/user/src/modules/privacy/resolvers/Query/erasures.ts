import type { QueryResolvers } from '../../../types.generated.ts'
import { loadErasures } from '../../load-erasures.ts'

export const erasures: NonNullable<QueryResolvers['erasures']> = (_parent, { open }, { db }) =>
  loadErasures(db, open === false ? {} : { completedAt: null })
