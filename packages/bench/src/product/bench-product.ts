import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { RESOURCES } from '@lms/local/resources'
import { openSchool, roomCursor, type School } from '@lms/testkit/open-school'
import { type ProcessStack, startProcessStack } from '@lms/testkit/process-stack'
import { startRealServers } from '@lms/testkit/real-servers'
import { watchRoom } from '@lms/testkit/watch-room'
import { type PacedResult, pacedLoad, percentile } from '../hostile/paced-load.ts'
import { attempt, type Operation, operationsOf } from './operations.ts'
import { perSecond, type ServerWatch, type ServerWork, watchServers } from './watch-servers.ts'
import { type Usage, type UsageWatch, watchUsage } from './watch-usage.ts'

export interface ProductOptions {
  seconds: number
  /** Operations in a second, all together. */
  rate: number
}

/** Subscribers of the live session. */
const SOCKETS = 20
/** The router's process that plans ends when it was idle for ten. */
const WARM_UP_SECONDS = 20
/** What the sockets, jobs and looks of everybody take while nobody does anything. */
const IDLE_SECONDS = 10

/**
 * The product as it is deployed, one process of each service, under a mixed load: how long people wait, and what each
 * process takes of what its deployment gives it.
 */
export async function run(options: ProductOptions): Promise<void> {
  await using real = await startRealServers()
  if (!real)
    throw new Error('Redis and Kafka are needed: redis-server, Java 17 and mvn, or REDIS_URL and KAFKA_BROKERS')
  await using stack = await startProcessStack({ ...real.options, environment: NO_BUDGETS })
  await using servers = await watchServers(real.options, stack.databases)
  const usage = await watchUsage(new Map([...pidsOf(stack), ...servers.pids]))
  const folder = await mkdtemp(join(tmpdir(), 'lms-bench-'))
  try {
    const school = await openSchool(stack, folder)
    await measure(school, usage, servers, options)
  } finally {
    await usage.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** A few clients send what in life are many. */
const NO_BUDGETS = { COST_BUDGET_USER: '100000000:1000000', COST_BUDGET_STAFF: '100000000:1000000' }

const pidsOf = ({ services }: ProcessStack) =>
  new Map([...services].map(([name, { processes }]) => [name, processes[0]?.pid ?? 0] as const))

async function measure(
  school: School,
  usage: UsageWatch,
  servers: ServerWatch,
  { seconds, rate }: ProductOptions,
): Promise<void> {
  const starting = usage.take()
  const operations = await operationsOf(school)
  const after = await roomCursor(school)
  const watchers = Array.from({ length: SOCKETS }, (_, index) => {
    const { accessToken } = school.students[index % school.students.length] ?? school.session.host
    return watchRoom(school.routerUrl, { accessToken, sessionId: school.session.id, after })
  })
  await load(operations, rate, WARM_UP_SECONDS)
  usage.take()
  const idleFrom = await servers.look()
  await delay(IDLE_SECONDS * 1_000)
  const [idle, from] = [usage.take(), await servers.look()]
  const results = await load(operations, rate, seconds)
  const [taken, to] = [usage.take(), await servers.look()]
  const interrupted = watchers.filter(({ ends, closes }) => ends.length + closes.length > 0).length
  await Promise.all(watchers.map((watcher) => watcher.stop()))
  console.log(`\n${rate} operations a second for ${seconds} s, ${SOCKETS} sockets in a live session`)
  console.table(Object.fromEntries(results.map(([name, result]) => [name, operationRow(result, seconds)])))
  for (const [name, { failures }] of results)
    for (const [reason, count] of failures) console.log(`${name}: ${count} × ${reason}`)
  const events = watchers.map(({ ids }) => ids.length)
  console.log(`sockets: ${Math.min(...events)} to ${Math.max(...events)} events each, ${interrupted} interrupted`)
  const usages = [...taken].map(([name, of]) => [name, usageRow(name, of, idle.get(name), starting.get(name))])
  console.table(Object.fromEntries(usages))
  console.log(describeExcess(taken))
  const rest = perSecond(idleFrom, from, IDLE_SECONDS)
  const operationsPerSecond = results.reduce((sum, [, { sent }]) => sum + sent, 0) / seconds
  console.table(workRows(rest, perSecond(from, to, seconds), operationsPerSecond))
}

/** Each at its own pace, begun at its own moment: people do not wait for one another. */
async function load(operations: readonly Operation[], rate: number, seconds: number) {
  const end = AbortSignal.timeout(seconds * 1_000)
  return Promise.all(
    operations.map(async (operation): Promise<[string, PacedResult]> => {
      await delay(Math.random() * 500)
      return [operation.name, await pacedLoad((rate * operation.share) / 100, end, () => attempt(operation))]
    }),
  )
}

const operationRow = ({ sent, failed, latencies }: PacedResult, seconds: number) => ({
  count: sent,
  'per s': Number((sent / seconds).toFixed(1)),
  'p50 ms': Math.round(percentile(latencies, 0.5)),
  'p99 ms': Math.round(percentile(latencies, 0.99)),
  failed,
})

function usageRow(
  name: string,
  { cpuMean, cpuP95, peakMegabytes }: Usage,
  idle: Usage | undefined,
  starting: Usage | undefined,
) {
  const { cpu, memory } = RESOURCES.get(name) ?? {}
  return {
    'CPU idle (m)': Math.round(idle?.cpuMean ?? 0),
    'CPU mean (m)': Math.round(cpuMean),
    'CPU p95 (m)': Math.round(cpuP95),
    'request / limit (m)': cpu ? `${cpu.request} / ${cpu.limit}` : '',
    'peak MB': peakMegabytes,
    'peak MB at start': starting?.peakMegabytes ?? 0,
    'request / limit (MB)': memory ? `${memory.request} / ${memory.limit}` : '',
  }
}

/** What the servers did: by themselves in a second, and beyond that for each operation. */
const workRows = (rest: ServerWork, loaded: ServerWork, operationsPerSecond: number) =>
  Object.fromEntries(
    Object.entries(loaded).map(([name, value]) => {
      const idle = rest[name as keyof ServerWork]
      const each = (value - idle) / operationsPerSecond
      return [name, { 'idle, per s': Number(idle.toFixed(1)), 'per operation': Number(each.toFixed(2)) }]
    }),
  )

/** Which process took more than is set aside for it. */
function describeExcess(taken: ReadonlyMap<string, Usage>): string {
  const excess = [...taken].flatMap(([name, { cpuMean, peakMegabytes }]) => {
    const own = RESOURCES.get(name)
    if (!own) return []
    const { cpu, memory } = own
    return [
      ...(cpuMean > cpu.request ? [`${name} takes ${Math.round(cpuMean)}m CPU of ${cpu.request}m`] : []),
      ...(peakMegabytes > memory.request ? [`${name} takes ${peakMegabytes} MB of ${memory.request} MB`] : []),
    ]
  })
  return excess.length === 0 ? 'every process stays within its requests' : excess.join('\n')
}
