import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { requestErasure as run } from '../../request-erasure.ts'

export const requestErasure: NonNullable<MutationResolvers['requestErasure']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ erasure: await run(ctx, input) }))
