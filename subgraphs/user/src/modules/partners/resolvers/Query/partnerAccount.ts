import type { QueryResolvers } from '../../../types.generated.ts'

export const partnerAccount: NonNullable<QueryResolvers['partnerAccount']> = (_parent, _args, { viewer, loaders }) =>
  viewer.kind === 'partner' ? loaders.partnerById.load(viewer.id) : null
