import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type PacedResult, pacedLoad } from '@lms/bench/hostile/paced-load'
import { attempt, operationsOf } from '@lms/bench/product/operations'
import { countDeadLetters, findBreaks, readHistory } from '@lms/chaos/invariants'
import { quiesce } from '@lms/chaos/quiesce'
import { type Observed, query } from '@lms/chaos/system'
import { createLogger } from '@lms/kit/log'
import { SERVICES } from '@lms/local/services'
import { waitForSubgraphs } from '@lms/router/readiness/wait-for-subgraphs'
import { openSchool, roomCursor, type School } from '@lms/testkit/open-school'
import { type ProcessStack, startProcessStack } from '@lms/testkit/process-stack'
import type { RealServers } from '@lms/testkit/real-servers'
import { type RoomWatcher, watchRoom } from '@lms/testkit/watch-room'
import { Agent, getGlobalDispatcher, setGlobalDispatcher } from 'undici'
import { type CountedOperation, countedOperations } from './counted-operations.ts'

export interface RollingOptions {
  /** Services that have two processes and are restarted, in this order; the `router` is one. All others have one. */
  restarted: readonly string[]
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

/** As production has it, only shorter: still longer than anybody in front keeps an idle connection. */
const DRAINING = { DRAIN_MS: '4000', SOCKET_DRAIN_MS: '1000' }
/** What does not come at all is looked for, not what comes late on a machine that is busy. */
const PATIENCE = { SUBGRAPH_TIMEOUT_MS: '15000', OPERATION_DEADLINE_MS: '20000' }
/** A few clients send what in life are many. */
const NO_BUDGETS = { COST_BUDGET_USER: '100000000:1000000', COST_BUDGET_STAFF: '100000000:1000000' }

/** Replaces processes one after the other while people work and watch, and looks for what was lost or done twice. */
export async function runRolling(servers: RealServers, options: RollingOptions): Promise<RollingResult> {
  using _connections = keepConnectionsAsAnIngress()
  const folder = await mkdtemp(join(tmpdir(), 'lms-rolling-'))
  await using stack = await startProcessStack({
    ...servers.options,
    replicasOf: (name) => (options.restarted.includes(name) ? 2 : 1),
    environment: { ...DRAINING, ...PATIENCE, ...NO_BUDGETS },
  })
  try {
    options.log('started')
    const school = await openSchool(stack, folder, options.size)
    options.log('filled')
    return await restartUnderLoad(stack, school, observe(stack, servers), options)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** It does not keep idle connections for as long as a router drains. */
function keepConnectionsAsAnIngress(): Disposable {
  const before = getGlobalDispatcher()
  setGlobalDispatcher(new Agent({ keepAliveTimeout: 2_000, keepAliveMaxTimeout: 2_000 }))
  return { [Symbol.dispose]: () => setGlobalDispatcher(before) }
}

const observe = ({ databases }: ProcessStack, { options }: RealServers): Observed => ({
  query: (service, sql, values) => query(databases.get(service) ?? '', sql, values),
  kafka: {
    brokers: options.kafkaBrokers,
    clientId: 'rolling',
    log: createLogger({ service: 'rolling', level: 'silent' }),
  },
})

async function restartUnderLoad(
  stack: ProcessStack,
  school: School,
  system: Observed,
  options: RollingOptions,
): Promise<RollingResult> {
  const counted = countedOperations(school)
  const before = await countEffects(system, counted)
  const start = await roomCursor(school)
  const watchers = openWatchers(school, start, options.sockets)
  const ending = new AbortController()
  const loading = load(await allOperations(school, counted), options.rate, ending.signal)
  const exits = await restartAll(stack, options)
  // As before a rollout of the router; here nothing is missing, however the subgraphs were replaced.
  const missing = await waitForSubgraphs(stack.routerEnvironment, { until: 0, log: options.log })
  ending.abort()
  const operations = await loading
  const { breaks: unquiet, events } = await findMissed(school, watchers, start)
  const effects = await countEffects(system, counted)
  const breaks = [
    ...missing,
    ...describeFailures(operations),
    ...exits.filter(({ code }) => code !== 0).map(({ name, code }) => `a process of ${name} ended with ${code}`),
    ...counted.flatMap(({ name }) => {
      const [done, told] = [(effects.get(name) ?? 0) - (before.get(name) ?? 0), operations.get(name)?.sent]
      return done === told ? [] : [`${name}: told ${told} times, took effect ${done} times`]
    }),
    ...unquiet,
    ...(await findLost(system)),
  ]
  await Promise.all(watchers.map((watcher) => watcher.stop()))
  return { breaks, operations, restarts: exits.length, closes: countCloses(watchers), events }
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

async function restartAll({ services }: ProcessStack, { restarted, log }: RollingOptions) {
  const exits: { name: string; code: number | null }[] = []
  for (const name of restarted) {
    const begun = performance.now()
    for (const code of (await services.get(name)?.restart()) ?? []) exits.push({ name, code })
    log(`restarted ${name} in ${((performance.now() - begun) / 1_000).toFixed(1)} s`)
  }
  return exits
}

function openWatchers(school: School, after: string, count: number): RoomWatcher[] {
  return Array.from({ length: count }, (_, index) => {
    const { accessToken } = school.students[index % school.students.length] ?? school.session.host
    return watchRoom(school.routerUrl, { accessToken, sessionId: school.session.id, after })
  })
}

async function countEffects(
  { query }: Observed,
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

const ALL = SERVICES.map(({ name }) => name)

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

/** Every event was handled once by everybody whom it concerns, in the order of its aggregate. */
async function findLost(system: Observed): Promise<string[]> {
  try {
    await quiesce(system, ALL)
  } catch (error) {
    return [String(error)]
  }
  const letters = await countDeadLetters(system)
  return [
    ...(await findBreaks(system, ALL)),
    ...(await readHistory(system)).breaks,
    ...(letters > 0 ? [`${letters} events were put aside`] : []),
  ]
}

function countCloses(watchers: readonly RoomWatcher[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const code of watchers.flatMap(({ closes }) => closes)) counts.set(code, (counts.get(code) ?? 0) + 1)
  return counts
}
