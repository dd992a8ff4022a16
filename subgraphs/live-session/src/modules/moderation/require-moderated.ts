import { refuse } from '@lms/kit/errors'
import type { Tx } from '../../deps.ts'
import type { LiveSessionModel, ParticipantModel } from '../../generated/prisma/models.ts'
import { requireParticipant } from '../presence/require-participant.ts'

/** A participant whom leaders may mute and remove: anybody but the host. Refuses NOT_FOUND and IS_HOST. */
export async function requireModerated(
  tx: Tx,
  { id: sessionId, hostId }: LiveSessionModel,
  userId: string,
): Promise<ParticipantModel> {
  if (userId === hostId) refuse('IS_HOST', 'The host can be neither muted nor removed.', 'userId')
  return requireParticipant(tx, { sessionId, userId })
}
