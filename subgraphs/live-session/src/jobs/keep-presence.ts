import { startJob } from '@lms/kit/job'
import type { BackgroundWork } from '@lms/kit/subgraph'
import type { Deps } from '../deps.ts'
import { endLapsedStays } from '../modules/presence/end-lapsed-stays.ts'
import type { Seat } from '../modules/presence/heartbeats.ts'

/** Tells Redis who has a stream of events open here, and ends the stays of those who have had none anywhere for a while. */
export function startKeepingPresence(deps: Deps): BackgroundWork {
  const { heartbeats, clock, config, log } = deps
  const grace = config.presenceGraceMs
  let lastRun = Number.NEGATIVE_INFINITY
  let endFrom = Number.NEGATIVE_INFINITY
  const run = async () => {
    await heartbeats.beat()
    if (!(await heartbeats.isIntact())) await heartbeats.restore(await streamedSeats(deps))
    const now = clock.now().getTime()
    // While Redis or this process was away, nobody could be seen: they get the time to come back.
    if (now - lastRun > grace / 2) endFrom = now + grace
    lastRun = now
    if (now < endFrom) return
    const before = new Date(now - grace)
    const lapsed = await heartbeats.lapsed(before)
    if (lapsed.length === 0) return
    await endLapsedStays(deps, lapsed)
    await heartbeats.forget(before)
  }
  return startJob(deps, {
    name: 'keep-presence',
    everyMs: Math.min(config.LIVE_SWEEP_MS, grace / 3),
    run: () => run().catch((error: unknown) => log.warn({ err: error }, 'presence is not kept at the moment')),
  })
}

/** The stays that end with their stream, for a Redis that has forgotten them. */
async function streamedSeats({ db }: Deps): Promise<Seat[]> {
  const stays = await db.presence.findMany({
    where: { leftAt: null, streamed: true },
    select: { deviceId: true, participant: { select: { sessionId: true, userId: true } } },
  })
  return stays.map(({ deviceId, participant }) => ({ ...participant, deviceId }))
}
