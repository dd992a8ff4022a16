import type { EventCause } from '@lms/kit/events/event-cause'
import { startJob } from '@lms/kit/job'
import type { BackgroundWork } from '@lms/kit/subgraph'
import type { Deps } from '../deps.ts'
import type { LiveSessionModel } from '../generated/prisma/models.ts'
import { closePresences } from '../modules/presence/close-presences.ts'
import { appendRoomEvent } from '../modules/room/append-room-event.ts'
import { closeSession } from '../modules/sessions/close-session.ts'
import { lockSession } from '../modules/sessions/lock-session.ts'
import { nextStatus } from '../modules/sessions/session-status.ts'

const AT_A_TIME = 100

/** Ends sessions that nobody ended, and lets those expire that nobody started. */
export const startClosingSessions = (deps: Deps): BackgroundWork =>
  startJob(deps, {
    name: 'close-sessions',
    everyMs: deps.config.LIVE_SWEEP_MS,
    run: (cause) => closeSessions(deps, cause),
  })

async function closeSessions(deps: Deps, cause: EventCause): Promise<boolean> {
  const now = deps.clock.now()
  const overdue = await deps.db.liveSession.findMany({
    where: {
      OR: [
        { status: 'LIVE', endsAt: { lte: new Date(now.getTime() - deps.config.graceMs) } },
        { status: 'SCHEDULED', endsAt: { lte: now } },
      ],
    },
    orderBy: { endsAt: 'asc' },
    take: AT_A_TIME,
  })
  for (const session of overdue) await (session.status === 'LIVE' ? end(deps, session, cause) : expire(deps, session))
  return overdue.length === AT_A_TIME
}

/** Nobody said when it ended, so the plan says: who stayed until then was there for all of it. */
function end({ transact, clock }: Deps, { id }: LiveSessionModel, cause: EventCause): Promise<void> {
  return transact(async (tx) => {
    const session = await lockSession(tx, id)
    if (nextStatus(session.status, 'END') === null) return
    const { endsAt, startedAt } = session
    await closeSession(tx, session, {
      endedAt: startedAt && startedAt > endsAt ? startedAt : endsAt,
      time: clock.now(),
      cause,
    })
  })
}

function expire({ transact, clock }: Deps, { id }: LiveSessionModel): Promise<void> {
  return transact(async (tx) => {
    const { status, endsAt } = await lockSession(tx, id)
    const expired = nextStatus(status, 'EXPIRE')
    // Its plan may have moved since it was found.
    const now = clock.now()
    if (expired === null || endsAt > now) return
    await tx.liveSession.update({ where: { id }, data: { status: expired, version: { increment: 1 } } })
    await closePresences(tx, { sessionId: id }, endsAt)
    await appendRoomEvent(tx, id, { kind: 'SESSION_EXPIRED' }, now)
  })
}
