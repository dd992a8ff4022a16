import type { EventCause } from '@lms/kit/events/event-cause'
import { startJob } from '@lms/kit/job'
import type { BackgroundWork } from '@lms/kit/subgraph'
import type { Deps } from '../deps.ts'
import { finaliseSomeAttendance } from '../modules/attendance/finalise-attendance.ts'

const AT_A_TIME = 20

/** Puts on record what attendance of ended sessions is not yet: of large ones, and where a crash came in between. */
export const startFinalisingAttendance = (deps: Deps): BackgroundWork =>
  startJob(deps, {
    name: 'finalise-attendance',
    everyMs: deps.config.LIVE_SWEEP_MS,
    run: (cause) => finaliseAttendance(deps, cause),
  })

async function finaliseAttendance(deps: Deps, cause: EventCause): Promise<void> {
  const sessions = await deps.db.liveSession.findMany({
    where: { status: 'ENDED', attendanceFinalisedAt: null },
    orderBy: { endedAt: 'asc' },
    take: AT_A_TIME,
  })
  for (const session of sessions) {
    while (!(await finaliseSomeAttendance(deps, session, cause)));
  }
}
