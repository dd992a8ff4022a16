import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { lowerHand as run } from '../../lower-hand.ts'

export const lowerHand: NonNullable<MutationResolvers['lowerHand']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ participant: await run(ctx, input) }))
