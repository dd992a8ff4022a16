import { withUserErrors } from '@lms/kit/errors'
import type { MutationResolvers } from '../../../types.generated.ts'
import { muteParticipant as run } from '../../mute-participant.ts'

export const muteParticipant: NonNullable<MutationResolvers['muteParticipant']> = (_parent, { input }, ctx) =>
  withUserErrors(async () => ({ participant: await run(ctx, input) }))
