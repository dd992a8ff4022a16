import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { createPartner as run } from '../../create-partner.ts'

export const createPartner: NonNullable<MutationResolvers['createPartner']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ partner: await run(ctx, input) }))
