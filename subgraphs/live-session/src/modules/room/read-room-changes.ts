import { DomainError } from '@lms/kit/errors'
import type { PrismaClient } from '../../generated/prisma/client.ts'
import type { ParticipantRole } from '../../generated/prisma/enums.ts'
import type { LiveSessionModel, MessageModel, PollModel, RoomEventModel } from '../../generated/prisma/models.ts'
import { roomCursor } from './room-cursor.ts'
import { EVENT_TYPES, type RoomChange, type RoomEvent } from './room-event.ts'

/** How many changes are read at a time. */
export const CHANGES_AT_A_TIME = 200

/** Ids of what changed, as `appendRoomEvent` writes them. */
interface Payload {
  userId?: string
  messageId?: string
  pollId?: string
}

/**
 * The next changes of a session behind a number, in order, with what is told of them: a statement for each kind of thing,
 * however many changes there are.
 * @throws DomainError CURSOR_EXPIRED where what follows was removed
 */
export async function readRoomChanges(
  db: PrismaClient,
  sessionId: string,
  { after, upTo }: { after: number; upTo?: number },
): Promise<RoomChange[]> {
  const rows = await db.roomEvent.findMany({
    where: { sessionId, sequence: { gt: after, ...(upTo === undefined ? {} : { lte: upTo }) } },
    orderBy: { sequence: 'asc' },
    take: CHANGES_AT_A_TIME,
  })
  const [first] = rows
  // Numbers have no gaps but those that the sweep makes.
  if (first ? first.sequence !== after + 1 : upTo !== undefined && upTo > after) throw cursorExpired()
  if (!first) return []
  const things = await readThings(db, sessionId, rows)
  return rows.map((row) => {
    const { userId = null } = row.payload as Payload
    return { sequence: row.sequence, kind: row.kind, userId, event: describe(row, things) }
  })
}

const cursorExpired = () =>
  new DomainError('CURSOR_EXPIRED', 'What happened next is not kept any more. Load the session and subscribe anew.')

interface Things {
  session: LiveSessionModel
  messages: Map<string, MessageModel>
  polls: Map<string, PollModel>
  roles: Map<string, ParticipantRole>
}

async function readThings(db: PrismaClient, sessionId: string, rows: RoomEventModel[]): Promise<Things> {
  const named = (key: keyof Payload) => [...new Set(rows.flatMap(({ payload }) => (payload as Payload)[key] ?? []))]
  const [messageIds, pollIds] = [named('messageId'), named('pollId')]
  const arrived = rows.some(({ kind }) => kind === 'PARTICIPANT_JOINED') ? named('userId') : []
  const [session, messages, polls, participants] = await Promise.all([
    db.liveSession.findUniqueOrThrow({ where: { id: sessionId } }),
    messageIds.length > 0 ? db.message.findMany({ where: { id: { in: messageIds } } }) : [],
    pollIds.length > 0 ? db.poll.findMany({ where: { id: { in: pollIds } } }) : [],
    arrived.length > 0 ? db.participant.findMany({ where: { sessionId, userId: { in: arrived } } }) : [],
  ])
  return {
    session,
    messages: new Map(messages.map((message) => [message.id, message])),
    polls: new Map(polls.map((poll) => [poll.id, poll])),
    roles: new Map(participants.map(({ userId, role }) => [userId, role])),
  }
}

function describe(row: RoomEventModel, { session, messages, polls, roles }: Things): RoomEvent | null {
  const __typename = EVENT_TYPES[row.kind]
  if (__typename === null) return null
  const { userId, messageId, pollId } = row.payload as Payload
  const about = {
    ...(userId === undefined ? {} : { participant: { id: userId }, role: roles.get(userId) }),
    ...(messageId === undefined ? {} : { message: messages.get(messageId) }),
    ...(pollId === undefined ? {} : { poll: polls.get(pollId) }),
  }
  return { __typename, id: roomCursor(session.id, row.sequence), at: row.at, session, ...about }
}
