import { refuse } from '@lms/kit/errors'
import type { Tx } from '../../deps.ts'
import type { ParticipantModel } from '../../generated/prisma/models.ts'

/** Somebody who has joined a session at least once. Refuses NOT_FOUND. */
export async function requireParticipant(
  tx: Tx,
  who: { sessionId: string; userId: string },
): Promise<ParticipantModel> {
  const participant = await tx.participant.findUnique({ where: { sessionId_userId: who } })
  return participant ?? refuse('NOT_FOUND', 'Nobody of that id has joined the session.', 'userId')
}
