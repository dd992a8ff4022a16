import type { UserResolvers } from '../../types.generated.ts'
import { loadDataExport } from '../load-data-export.ts'
import { loadErasures } from '../load-erasures.ts'

export const User: Pick<UserResolvers, 'dataExport' | 'erasure' | '__isTypeOf' | '__resolveReference'> = {
  erasure: async ({ id }, _args, { db }) => (await loadErasures(db, { userId: id }))[0] ?? null,
  dataExport: ({ id }, _args, { db }) => loadDataExport(db, id),
}
