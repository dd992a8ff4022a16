import type { EventCause } from '@lms/kit/events/event-cause'
import { startJob } from '@lms/kit/job'
import type { BackgroundWork } from '@lms/kit/subgraph'
import type { Deps } from '../deps.ts'
import { submitExpired } from '../modules/attempts/submit-expired.ts'

const EVERY_MS = 2_000
const CHUNK = 100

/** Hands attempts in whose time is over, at the moment when each ended. */
export const submitExpiredAttempts = (deps: Deps): BackgroundWork =>
  startJob(deps, { name: 'submit-expired-attempts', everyMs: EVERY_MS, run: (cause) => sweep(deps, cause) })

async function sweep({ db, transact, clock, log }: Deps, cause: EventCause): Promise<boolean> {
  const expired = await db.attempt.findMany({
    where: { status: 'IN_PROGRESS', endsAt: { lte: clock.now() } },
    orderBy: { endsAt: 'asc' },
    select: { id: true },
    take: CHUNK,
  })
  let submitted = 0
  for (const { id } of expired) {
    try {
      await transact((tx) => submitExpired(tx, id, { clock, cause }))
      submitted++
    } catch (error) {
      // One attempt that cannot be graded must not keep the others from it.
      log.error({ err: error, attemptId: id }, 'an expired attempt could not be submitted')
    }
  }
  return expired.length === CHUNK && submitted > 0
}
