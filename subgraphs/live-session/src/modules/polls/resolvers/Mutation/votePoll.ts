import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { votePoll as run } from '../../vote-poll.ts'

export const votePoll: NonNullable<MutationResolvers['votePoll']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ poll: await run(ctx, input) }))
