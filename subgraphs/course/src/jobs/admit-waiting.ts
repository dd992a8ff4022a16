import type { EventCause } from '@lms/kit/events/event-cause'
import { startJob } from '@lms/kit/job'
import type { BackgroundWork } from '@lms/kit/subgraph'
import type { Deps } from '../deps.ts'
import { honourOrderLine } from '../modules/enrollments/honour-order-line.ts'

const EVERY_MS = 2_000
const CHUNK = 100

/** Gives access to who bought it before the course had a version. */
export const admitWaiting = (deps: Deps): BackgroundWork =>
  startJob(deps, { name: 'admit-waiting', everyMs: EVERY_MS, run: (cause) => admitSome(deps, cause) })

async function admitSome({ db, transact, clock }: Deps, cause: EventCause): Promise<boolean> {
  const waiting = await db.waitingGrant.findMany({
    where: { course: { publishedVersion: { gt: 0 } } },
    orderBy: { orderLineId: 'asc' },
    take: CHUNK,
  })
  for (const bought of waiting) await transact((tx) => honourOrderLine(tx, bought, { clock, cause }))
  return waiting.length === CHUNK
}
