import { startJob } from '@lms/kit/job'
import type { BackgroundWork } from '@lms/kit/subgraph'
import type { Deps } from '../deps.ts'

const KEPT_MS = 86_400_000
const AT_A_TIME = 1_000

/** Removes the room events of sessions that were over a day ago: nobody watches those any more. */
export const startSweepingRoomEvents = (deps: Deps): BackgroundWork =>
  startJob(deps, { name: 'sweep-room-events', everyMs: deps.config.LIVE_SWEEP_MS, run: () => sweep(deps) })

async function sweep({ db, clock }: Deps): Promise<boolean> {
  const before = new Date(clock.now().getTime() - KEPT_MS).toISOString()
  // Sessions are shorter than a day, so the search by the events' age finds hardly more than what is to go.
  const swept = await db.$executeRaw`
    delete from room_event where id in (
      select room_event.id from room_event join live_session on live_session.id = room_event.session_id
      where room_event.at <= ${before}::timestamptz and status not in ('SCHEDULED', 'LIVE')
        and coalesce(ended_at, room_event.at) <= ${before}::timestamptz
      order by room_event.at limit ${AT_A_TIME} for update of room_event skip locked)`
  return swept === AT_A_TIME
}
