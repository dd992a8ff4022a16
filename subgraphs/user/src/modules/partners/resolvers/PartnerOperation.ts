import type { PartnerOperationResolvers } from '../../types.generated.ts'

export const PartnerOperation: PartnerOperationResolvers = {
  id: ({ hash }) => hash,
  lastUsedAt: async ({ partnerId, hash }, _args, { loaders }) =>
    (await loaders.lastUseByHash.load(`${partnerId} ${hash}`))?.at ?? null,
}
