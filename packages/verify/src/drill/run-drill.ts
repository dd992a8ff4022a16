import { countDeadLetters, INVARIANTS, readHistory } from '@lms/chaos/invariants'
import { type Offer, runLoad } from '@lms/chaos/load'
import { createRandom } from '@lms/chaos/random'
import { settle } from '@lms/chaos/sweep'
import type { System } from '@lms/chaos/system'
import type { ArchivedPostgres, Repository } from './archived-postgres.ts'
import { awaitMoment } from './await-moment.ts'
import { awaitSettled } from './await-settled.ts'
import { keepLoading } from './keep-loading.ts'
import { dateOf, type Moment, timestamp } from './moment.ts'
import { type Figures, readFigures, readGrants, readLastCommit, readLostIds, readSales } from './read-figures.ts'
import { recoverEvents } from './recover-events.ts'
import { createStopwatch, type Lap, type Stopwatch } from './stopwatch.ts'

export interface Drill {
  postgres: ArchivedPostgres
  system: System
  offer: Offer
  learners: number
  log: (line: string) => void
}

/** To which state is restored. */
export type Goal =
  /** As late as the archive allows: the machine is gone. */
  | 'latest'
  /** To a moment between an order's payment and its grant, as after somebody's mistake. */
  | 'moment'

/** What a restore came to. */
export interface Restored {
  goal: Goal
  crashedAt: Date
  readyAt: Date
  /** Of the last commit that came back. */
  lastCommit: Date
  /** Steps from the crash until all services served. */
  laps: readonly Lap[]
  before: Figures
  after: Figures
  /** What `lms events recover` printed. */
  recovery: string
  invariants: number
  /** What is there in the end, when all invariants were looked into. */
  compared: Figures
  breaks: string[]
}

/** Kills the database under load, restores it, lets everybody go on, and looks for what does not hold. */
export async function runDrill(drill: Drill, goal: Goal, repository: Repository): Promise<Restored> {
  const { postgres, system, offer, learners, log } = drill
  const load = keepLoading(system, offer, learners, createRandom(repository))
  const moment = await awaitMoment(system)
  log(`an order was paid before ${timestamp(moment.at)} and granted after it; that is in the archive`)
  const before = await readFigures(system)
  const watch = createStopwatch(log)
  const crashedAt = new Date()
  await postgres.destroy()
  watch.lap('destroyed')
  await load.stop()
  const { isTorn, ...restored } = await followSteps(drill, { goal, repository, moment }, watch)
  const readyAt = new Date()
  const breaks = await goOn(drill)
  if (goal === 'moment' && !isTorn) breaks.push(`${moment.id} was to be paid and not granted after the restore`)
  const compared = await readFigures(system)
  return { goal, crashedAt, readyAt, laps: watch.laps, before, ...restored, invariants: INVARIANTS, compared, breaks }
}

/** Does what docs/deployment/backup-and-recovery.md says. */
async function followSteps(
  { postgres, system }: Drill,
  { goal, repository, moment }: { goal: Goal; repository: Repository; moment: Moment },
  watch: Stopwatch,
): Promise<Pick<Restored, 'after' | 'lastCommit' | 'recovery'> & { isTorn: boolean }> {
  const services = [...system.children.values()]
  await Promise.all(services.map((child) => child.stop()))
  watch.lap('services stopped')
  const to = goal === 'moment' ? timestamp(moment.at) : undefined
  await postgres.restore(to, repository)
  watch.lap('restored')
  const [after, lastCommit] = [await readFigures(system), await readLastCommit(system)]
  const isTorn = await isPaidOnly(system, moment.id)
  await system.restartRedis(0)
  const recovery = await recoverEvents(system, postgres.url, goal === 'latest' ? lastCommit : dateOf(moment.at))
  watch.lap('events recovered')
  await Promise.all(services.map((child) => child.start()))
  watch.lap('services ready')
  return { after, lastCommit, recovery, isTorn }
}

/** Whether an order is paid in one database and unheard of in another. */
async function isPaidOnly(system: System, orderId: string): Promise<boolean> {
  const [sales, grants] = await Promise.all([readSales(system), readGrants(system)])
  return sales.some(({ id }) => id === orderId) && !grants.some(({ id }) => id === orderId)
}

/** People come back; when all is quiet everything must hold. @returns what does not */
async function goOn({ system, offer, learners, log }: Drill): Promise<string[]> {
  await runLoad(system, offer, learners, createRandom(3))
  await awaitSettled(system)
  const { quietMs, breaks } = await settle(system)
  log(`quiet ${(quietMs / 1000).toFixed(1)} s after new people had come and gone`)
  const history = await readHistory(system, await readLostIds(system))
  const letters = await countDeadLetters(system)
  return [...breaks, ...history.breaks, ...(letters > 0 ? [`${letters} dead letters`] : [])]
}
