import { createCourseAccess } from '@lms/kit/course-access'
import { loadPages } from '@lms/kit/load-pages'
import { loadMany, loadOne } from '@lms/kit/loaders'
import type { Viewer } from '@lms/kit/viewer'
import { Prisma, type PrismaClient } from './generated/prisma/client.ts'
import type {
  AttendanceModel,
  LiveSessionModel,
  MessageModel,
  ModerationModel,
  ParticipantModel,
  PollModel,
} from './generated/prisma/models.ts'
import { createPollLoaders } from './modules/polls/poll-loaders.ts'

export type Loaders = ReturnType<typeof createLoaders>

/** Batched reads of one request. Who may see what they give is the policy's question. */
export function createLoaders(db: PrismaClient, viewer: Viewer) {
  return {
    courseAccess: createCourseAccess(db, viewer),
    sessionById: loadOne(
      (ids: string[]) => db.liveSession.findMany({ where: { id: { in: ids } } }),
      (session) => session.id,
    ),
    openPresencesByParticipantId: loadMany(
      (ids: string[]) => db.presence.findMany({ where: { participantId: { in: ids }, leftAt: null } }),
      (presence) => presence.participantId,
    ),
    sessionsOfCourse: loadPages<LiveSessionModel>({
      db,
      table: 'live_session',
      parent: 'course_id',
      columns: [
        ['startsAt', 'starts_at'],
        ['id', 'id'],
      ],
      direction: 'asc',
      find: (ids) => db.liveSession.findMany({ where: { id: { in: ids } } }),
    }),
    ...createRoomPages(db),
    ...createAttendancePages(db, viewer),
    ...createPollLoaders(db, viewer),
  }
}

/** Rows of a session in the order of their making. */
const bySession = { parent: 'session_id', columns: [['id', 'id']], direction: 'asc' } as const

/** Pages of what those in a session see of it. */
function createRoomPages(db: PrismaClient) {
  const participants = { db, parent: 'session_id', direction: 'asc', table: 'participant' } as const
  return {
    participantsOfSession: loadPages<ParticipantModel>({
      ...participants,
      columns: [['id', 'id']],
      find: (ids) => db.participant.findMany({ where: { id: { in: ids } } }),
    }),
    raisedHandsOfSession: loadPages<ParticipantModel>({
      ...participants,
      columns: [
        ['handSequence', 'hand_sequence'],
        ['id', 'id'],
      ],
      only: Prisma.sql`hand_sequence is not null`,
      // A hand may go down between the two statements.
      find: (ids) => db.participant.findMany({ where: { id: { in: ids }, handSequence: { not: null } } }),
    }),
    messagesOfSession: loadPages<MessageModel>({
      ...bySession,
      db,
      table: 'message',
      find: (ids) => db.message.findMany({ where: { id: { in: ids } } }),
    }),
    pollsOfSession: loadPages<PollModel>({
      ...bySession,
      db,
      table: 'poll',
      find: (ids) => db.poll.findMany({ where: { id: { in: ids } } }),
    }),
    moderationOfSession: loadPages<ModerationModel>({
      ...bySession,
      db,
      table: 'moderation',
      find: (ids) => db.moderation.findMany({ where: { id: { in: ids } } }),
    }),
  }
}

/** Pages of who was there for how long. */
function createAttendancePages(db: PrismaClient, viewer: Viewer) {
  const attendances = {
    ...bySession,
    db,
    table: 'attendance',
    find: (ids: string[]) => db.attendance.findMany({ where: { id: { in: ids } } }),
  }
  return {
    attendanceOfSession: loadPages<AttendanceModel>(attendances),
    ownAttendanceOfSession: loadPages<AttendanceModel>({
      ...attendances,
      only: Prisma.sql`user_id = ${viewer.kind === 'user' ? viewer.id : null}`,
    }),
  }
}
