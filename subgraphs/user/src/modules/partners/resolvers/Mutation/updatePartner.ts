import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { updatePartner as run } from '../../update-partner.ts'

export const updatePartner: NonNullable<MutationResolvers['updatePartner']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ partner: await run(ctx, input) }))
