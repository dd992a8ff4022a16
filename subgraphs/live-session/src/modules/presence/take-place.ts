import { refuse } from '@lms/kit/errors'
import { newId } from '@lms/kit/ids'
import type { Tx } from '../../deps.ts'
import type { ParticipantRole } from '../../generated/prisma/enums.ts'
import type { LiveSessionModel, ParticipantModel } from '../../generated/prisma/models.ts'
import { appendRoomEvent } from '../room/append-room-event.ts'

/** Somebody who enters, on one device. */
export interface Arrival {
  userId: string
  deviceId: string
  role: ParticipantRole
  now: Date
}

/**
 * Notes that somebody is present in a session, which the transaction holds. Who is present on this device already stays
 * so; who is present on another keeps the one place. Refuses BANNED and SESSION_FULL.
 */
export async function takePlace(
  tx: Tx,
  { id: sessionId, capacity }: LiveSessionModel,
  { userId, deviceId, role, now }: Arrival,
): Promise<ParticipantModel> {
  const participant = await tx.participant.upsert({
    where: { sessionId_userId: { sessionId, userId } },
    create: { id: newId('participant'), sessionId, userId, role, joinedAt: now },
    update: { role },
  })
  if (participant.bannedAt !== null) refuse('BANNED', 'A leader of the session removed you for good.', 'sessionId')
  const { id: participantId } = participant
  const stays = await tx.presence.findMany({ where: { participantId, leftAt: null } })
  if (stays.some((stay) => stay.deviceId === deviceId)) return participant
  if (stays.length === 0 && role === 'ATTENDEE' && (await countAttendees(tx, sessionId)) >= capacity) {
    refuse('SESSION_FULL', 'All places are taken at the moment.', 'sessionId')
  }
  await tx.presence.create({ data: { id: newId('presence'), participantId, deviceId, joinedAt: now } })
  if (stays.length === 0) await appendRoomEvent(tx, sessionId, { kind: 'PARTICIPANT_JOINED', userId }, now)
  return participant
}

const countAttendees = (tx: Tx, sessionId: string): Promise<number> =>
  tx.participant.count({ where: { sessionId, role: 'ATTENDEE', presences: { some: { leftAt: null } } } })
