import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { raiseHand as run } from '../../raise-hand.ts'

export const raiseHand: NonNullable<MutationResolvers['raiseHand']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ participant: await run(ctx, input) }))
