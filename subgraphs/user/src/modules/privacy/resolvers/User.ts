import type { UserResolvers } from '../../types.generated.ts'
import { loadErasures } from '../load-erasures.ts'

export const User: Pick<UserResolvers, 'erasure' | '__isTypeOf' | '__resolveReference'> = {
  erasure: async ({ id }, _args, { db }) => (await loadErasures(db, { userId: id }))[0] ?? null,
}
