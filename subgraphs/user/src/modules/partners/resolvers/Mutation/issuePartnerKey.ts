import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { issuePartnerKey as run } from '../../issue-partner-key.ts'

export const issuePartnerKey: NonNullable<MutationResolvers['issuePartnerKey']> = (_parent, { input }, ctx) =>
  withUserErrors(() => run(ctx, input))
