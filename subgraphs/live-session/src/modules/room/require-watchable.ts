import { DomainError } from '@lms/kit/errors'
import { loadTogether } from '@lms/kit/loaders'
import { isStaff, type Viewer } from '@lms/kit/viewer'
import type { PrismaClient } from '../../generated/prisma/client.ts'
import type { LiveSessionModel } from '../../generated/prisma/models.ts'

/** What somebody watches. */
export interface Watchable {
  /** As it was before it was found out whether the viewer may watch. */
  session: LiveSessionModel
  /** Whether the viewer sees more of it than everybody. */
  leading: boolean
}

export interface WatchRequest {
  sessionId: string
  viewer: Viewer
}

/**
 * A session that the viewer may watch at this moment; nothing is remembered. The audience watches every session, because
 * the router speaks for it only where somebody was admitted.
 * @throws DomainError NOT_FOUND, PARTICIPANT_BANNED
 */
export type RequireWatchable = (request: WatchRequest) => Promise<Watchable>

export const banned = () => new DomainError('PARTICIPANT_BANNED', 'A leader removed you from the session for good.')

export function createRequireWatchable(db: PrismaClient): RequireWatchable {
  const findStanding = loadTogether((requests: readonly WatchRequest[]) => readStandings(db, requests))
  return async (request) => {
    const standing = await findStanding(request)
    const everybody = request.viewer.kind === 'audience'
    if (!standing || !(everybody || standing.leading || standing.attends)) throw notFound()
    if (standing.banned) throw banned()
    return { session: standing.session, leading: standing.leading }
  }
}

interface Standing extends Watchable {
  attends: boolean
  banned: boolean
}

/** How viewers stand to sessions, by two statements; null for a session that does not exist. */
async function readStandings(db: PrismaClient, requests: readonly WatchRequest[]): Promise<(Standing | null)[]> {
  const sessionIds = requests.map(({ sessionId }) => sessionId)
  // First, so that what happens from now on has a higher number.
  const sessions = await db.liveSession.findMany({ where: { id: { in: [...new Set(sessionIds)] } } })
  const byId = new Map(sessions.map((session) => [session.id, session]))
  const userIds = requests.map(({ viewer }) => (viewer.kind === 'user' ? viewer.id : ''))
  const rows = await db.$queryRaw<{ leads: boolean; attends: boolean; banned: boolean }[]>`
    select
      live_session.host_id = request.user_id or exists (
        select from roster_course
        where course_id = live_session.course_id and (instructor_id = request.user_id or request.staff)) as leads,
      exists (
        select from roster_enrollment
        where course_id = live_session.course_id and user_id = request.user_id and active) as attends,
      exists (
        select from participant
        where session_id = request.session_id and user_id = request.user_id and banned_at is not null) as banned
    from unnest(
      ${sessionIds}::text[], ${userIds}::text[], ${requests.map(({ viewer }) => isStaff(viewer))}::boolean[]
    ) with ordinality as request(session_id, user_id, staff, place)
    left join live_session on live_session.id = request.session_id
    order by place`
  return requests.map(({ sessionId }, index) => {
    const [session, row] = [byId.get(sessionId), rows[index]]
    return session && row ? { session, leading: row.leads, attends: row.attends, banned: row.banned } : null
  })
}

const notFound = () => new DomainError('NOT_FOUND', 'There is no such session.')
