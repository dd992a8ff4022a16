import type { UserResolvers } from '../../types.generated.ts'

export const User: Pick<
  UserResolvers,
  'suspendedAt' | 'suspensionReason' | 'suspensions' | '__isTypeOf' | '__resolveReference'
> = {
  suspensionReason: async ({ id, suspendedAt }, _args, { loaders }) => {
    if (!suspendedAt) return null
    const [latest] = await loaders.suspensionsByUserId.load(id)
    return latest?.reason ?? null
  },
  suspensions: ({ id }, _args, { loaders }) => loaders.suspensionsByUserId.load(id),
}
