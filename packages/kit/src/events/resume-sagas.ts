import type { Clock } from '../clock.ts'
import type { Transact } from '../database.ts'
import { startJob } from '../job.ts'
import type { Logger } from '../log.ts'
import type { SqlClient } from '../sql.ts'
import type { BackgroundWork } from '../subgraph.ts'
import type { EventCause } from './event-cause.ts'
import { STUCK_AFTER } from './saga.ts'

const EVERY_MS = 10_000
const FIRST_PAUSE_MS = 60_000
const LONGEST_PAUSE_MS = 60 * 60_000

export interface SagaResumption<Tx> {
  kind: string
  /** Does the step again: tells the event once more, or asks once more. Whoever gets it twice does nothing twice. */
  resume: (tx: Tx, saga: { key: string; step: string }, cause: EventCause) => Promise<void>
}

interface ResumingDeps<Tx> {
  service: string
  db: SqlClient
  transact: Transact<Tx>
  clock: Clock
  log: Logger
}

/** Goes on with sagas whose answer does not come, at first soon, then more and more seldom, and without end. */
export const resumeSagas = <Tx extends SqlClient>(
  deps: ResumingDeps<Tx>,
  resumptions: readonly SagaResumption<Tx>[],
): BackgroundWork =>
  startJob(deps, { name: 'resume-sagas', everyMs: EVERY_MS, run: (cause) => resumeOne(deps, resumptions, cause) })

/** @returns whether there was one, so that others may be due too */
async function resumeOne<Tx extends SqlClient>(
  { db, transact, clock, log }: ResumingDeps<Tx>,
  resumptions: readonly SagaResumption<Tx>[],
  cause: EventCause,
): Promise<boolean> {
  const now = clock.now()
  const kinds = resumptions.map(({ kind }) => kind)
  // Hardly ever is one due: no transaction for the others.
  const waiting = await db.$queryRaw<unknown[]>`
    select 1 from kit.saga
    where finished_at is null and due_at <= ${now.toISOString()}::timestamptz and kind = any(${kinds}) limit 1`
  if (waiting.length === 0) return false
  return transact(async (tx) => {
    const [due] = await tx.$queryRaw<{ kind: string; key: string; step: string; resumed: number }[]>`
      select kind, key, step, resumed from kit.saga
      where finished_at is null and due_at <= ${now.toISOString()}::timestamptz and kind = any(${kinds})
      order by due_at limit 1 for update skip locked`
    if (!due) return false
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** due.resumed, LONGEST_PAUSE_MS)
    await tx.$executeRaw`
      update kit.saga set resumed = resumed + 1, due_at = ${new Date(now.getTime() + pause).toISOString()}::timestamptz
      where kind = ${due.kind} and key = ${due.key}`
    const level = due.resumed + 1 >= STUCK_AFTER ? 'error' : 'warn'
    log[level]({ saga: due.kind, key: due.key, step: due.step, resumed: due.resumed + 1 }, 'a saga goes on')
    await resumptions.find(({ kind }) => kind === due.kind)?.resume(tx, due, cause)
    return true
  })
}
