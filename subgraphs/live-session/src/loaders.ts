import { createCourseAccess } from '@lms/kit/course-access'
import { loadPages } from '@lms/kit/load-pages'
import { loadMany, loadOne } from '@lms/kit/loaders'
import type { Viewer } from '@lms/kit/viewer'
import { Prisma, type PrismaClient } from './generated/prisma/client.ts'
import type { AttendanceModel, LiveSessionModel, MessageModel, ParticipantModel } from './generated/prisma/models.ts'

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
    ...createSessionPages(db, viewer),
  }
}

/** Pages of what a session holds. */
function createSessionPages(db: PrismaClient, viewer: Viewer) {
  const bySession = { db, parent: 'session_id', columns: [['id', 'id']], direction: 'asc' } as const
  const attendances = {
    ...bySession,
    table: 'attendance',
    find: (ids: string[]) => db.attendance.findMany({ where: { id: { in: ids } } }),
  }
  return {
    participantsOfSession: loadPages<ParticipantModel>({
      ...bySession,
      table: 'participant',
      find: (ids) => db.participant.findMany({ where: { id: { in: ids } } }),
    }),
    messagesOfSession: loadPages<MessageModel>({
      ...bySession,
      table: 'message',
      find: (ids) => db.message.findMany({ where: { id: { in: ids } } }),
    }),
    attendanceOfSession: loadPages<AttendanceModel>(attendances),
    ownAttendanceOfSession: loadPages<AttendanceModel>({
      ...attendances,
      only: Prisma.sql`user_id = ${viewer.kind === 'user' ? viewer.id : null}`,
    }),
  }
}
