import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { removeParticipant as run } from '../../remove-participant.ts'

export const removeParticipant: NonNullable<MutationResolvers['removeParticipant']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ participant: await run(ctx, input) }))
