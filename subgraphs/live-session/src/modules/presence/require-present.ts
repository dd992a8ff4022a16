import { refuse } from '@lms/kit/errors'
import type { Tx } from '../../deps.ts'
import type { ParticipantModel } from '../../generated/prisma/models.ts'

/** Somebody who is in a session now, on any device. Refuses NOT_PRESENT; `field` is what the client named it by. */
export async function requirePresent(
  tx: Tx,
  { sessionId, userId }: { sessionId: string; userId: string },
  field = 'sessionId',
): Promise<ParticipantModel> {
  const present = await tx.participant.findFirst({
    where: { sessionId, userId, presences: { some: { leftAt: null } } },
  })
  return present ?? refuse('NOT_PRESENT', 'Join the session first.', field)
}

/** Somebody who is in a session now and has the word. Refuses NOT_PRESENT and MUTED. */
export async function requireSpeaker(tx: Tx, who: { sessionId: string; userId: string }): Promise<ParticipantModel> {
  const participant = await requirePresent(tx, who)
  return participant.mutedAt === null
    ? participant
    : refuse('MUTED', 'A leader of the session took the word from you.', 'sessionId')
}
