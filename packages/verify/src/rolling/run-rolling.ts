import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type PacedResult, pacedLoad } from '@lms/bench/hostile/paced-load'
import { attempt, operationsOf } from '@lms/bench/product/operations'
import type { Databases } from '@lms/chaos/system'
import type { DemoTarget } from '@lms/local/demo/seed-demo'
import { openSchool, roomCursor, type School } from '@lms/testkit/open-school'
import { type RoomWatcher, watchRoom } from '@lms/testkit/watch-room'
import { keepConnectionsAsAnIngress } from '../keep-connections.ts'
import { type CountedOperation, countedOperations } from './counted-operations.ts'

/** A running system whose processes can be replaced while it serves. */
export interface RollingSystem {
  readonly target: DemoTarget
  /** Asks the database of a service. */
  readonly query: Databases['query']
  /** Replaces processes, one after the other. @returns how many, and what went wrong with them, in sentences */
  replaceAll(log: (line: string) => void): Promise<{ restarts: number; breaks: string[] }>
  /** What was lost or done twice, once nothing is under way any more, in sentences. */
  findLost(): Promise<string[]>
}

export interface RollingOptions {
  sockets: number
  /** Operations in a second, all together. */
  rate: number
  size: { students: number; courses: number }
  log: (line: string) => void
}

/** What happened. */
export interface RollingResult {
  /** What does not hold, in sentences; none when all is well. */
  breaks: string[]
  operations: ReadonlyMap<string, PacedResult>
  /** Processes that were replaced. */
  restarts: number
  /** Codes with which sockets were closed, and how often. */
  closes: ReadonlyMap<number, number>
  /** Events that each watcher of the live session got. */
  events: number
}

/** Replaces processes one after the other while people work and watch, and looks for what was lost or done twice. */
export async function runRolling(system: RollingSystem, options: RollingOptions): Promise<RollingResult> {
  using _connections = keepConnectionsAsAnIngress()
  const folder = await mkdtemp(join(tmpdir(), 'lms-rolling-'))
  try {
    const school = await openSchool(system.target, folder, options.size)
    options.log('filled')
    return await replaceUnderLoad(system, school, options)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function replaceUnderLoad(
  system: RollingSystem,
  school: School,
  { sockets, rate, log }: RollingOptions,
): Promise<RollingResult> {
  const counted = countedOperations(school)
  const before = await countEffects(system, counted)
  const start = await roomCursor(school)
  const watchers = openWatchers(school, start, sockets)
  const ending = new AbortController()
  const loading = load(await allOperations(school, counted), rate, ending.signal)
  const { restarts, breaks: unsound } = await system.replaceAll(log)
  ending.abort()
  const operations = await loading
  const { breaks: unseen, events } = await findMissed(school, watchers, start)
  const effects = await countEffects(system, counted)
  const breaks = [
    ...unsound,
    ...describeFailures(operations),
    ...counted.flatMap(({ name }) => {
      const [done, told] = [(effects.get(name) ?? 0) - (before.get(name) ?? 0), operations.get(name)?.sent]
      return done === told ? [] : [`${name}: told ${told} times, took effect ${done} times`]
    }),
    ...unseen,
    ...(await system.findLost()),
  ]
  await Promise.all(watchers.map((watcher) => watcher.stop()))
  return { breaks, operations, restarts, closes: countCloses(watchers), events }
}

async function allOperations(school: School, counted: readonly CountedOperation[]) {
  const names = new Set(counted.map(({ name }) => name))
  return [...counted, ...(await operationsOf(school)).filter(({ name }) => !names.has(name))]
}

async function load(operations: Awaited<ReturnType<typeof allOperations>>, rate: number, end: AbortSignal) {
  const whole = operations.reduce((sum, { share }) => sum + share, 0)
  const results = operations.map(async (operation): Promise<[string, PacedResult]> => {
    await delay(Math.random() * 500)
    return [operation.name, await pacedLoad((rate * operation.share) / whole, end, () => attempt(operation))]
  })
  return new Map(await Promise.all(results))
}

function openWatchers(school: School, after: string, count: number): RoomWatcher[] {
  return Array.from({ length: count }, (_, index) => {
    const { accessToken } = school.students[index % school.students.length] ?? school.session.host
    return watchRoom(school.routerUrl, { accessToken, sessionId: school.session.id, after })
  })
}

async function countEffects(
  { query }: RollingSystem,
  operations: readonly CountedOperation[],
): Promise<Map<string, number>> {
  const counts = operations.map(async ({ name, service, sql }): Promise<[string, number]> => {
    const [row] = await query<{ n: number }>(service, sql)
    return [name, row?.n ?? 0]
  })
  return new Map(await Promise.all(counts))
}

const describeFailures = (operations: ReadonlyMap<string, PacedResult>): string[] =>
  [...operations].flatMap(([name, { failures }]) =>
    [...failures].map(([reason, count]) => `${name} failed ${count} times: ${reason}`),
  )

const numberOf = (cursor: string) => Number(cursor.split('-').at(-1))
const LONGEST_WAIT_MS = 30_000
/** Closes after which clients come back (docs/api/subscriptions.md). */
const RETRIABLE = [1001, 1012, 1013]

/** Each watcher must have every event since the start, in its order and once. */
async function findMissed(school: School, watchers: readonly RoomWatcher[], start: string) {
  const [first, last] = [numberOf(start), numberOf(await roomCursor(school))]
  const all = Array.from({ length: last - first }, (_, index) => `${school.session.id}-${first + index + 1}`)
  const giveUpAt = performance.now() + LONGEST_WAIT_MS
  while (watchers.some(({ ids }) => ids.length < all.length) && performance.now() < giveUpAt) await delay(100)
  const breaks = watchers.flatMap(({ ids, ends, closes, refused }, index) => [
    ...(ids.join() === all.join()
      ? []
      : [`watcher ${index} got ${ids.length} events of ${all.length}, or not in order`]),
    ...ends.map((end) => `watcher ${index} was told ${end}`),
    ...closes.filter((code) => !RETRIABLE.includes(code)).map((code) => `watcher ${index} was closed with ${code}`),
    ...(refused > 0 ? [`watcher ${index} was refused ${refused} times`] : []),
  ])
  return { breaks, events: all.length }
}

function countCloses(watchers: readonly RoomWatcher[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const code of watchers.flatMap(({ closes }) => closes)) counts.set(code, (counts.get(code) ?? 0) + 1)
  return counts
}
