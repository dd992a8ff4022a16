import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { closePoll as run } from '../../close-poll.ts'

export const closePoll: NonNullable<MutationResolvers['closePoll']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ poll: await run(ctx, input) }))
