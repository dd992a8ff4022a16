import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { revokePartnerKey as run } from '../../revoke-partner-key.ts'

export const revokePartnerKey: NonNullable<MutationResolvers['revokePartnerKey']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ partner: await run(ctx, input) }))
