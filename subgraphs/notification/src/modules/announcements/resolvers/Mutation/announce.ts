import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { announce as run } from '../../announce.ts'

export const announce: NonNullable<MutationResolvers['announce']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ announcement: await run(ctx, input) }))
