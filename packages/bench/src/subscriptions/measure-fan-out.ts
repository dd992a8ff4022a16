import { setTimeout as wait } from 'node:timers/promises'
import { busySeconds, processorSeconds, residentMegabytes } from '../load/process-usage.ts'
import { LOAD_CORE, startProcess } from '../start-process.ts'
import type { ClientsOrder, ClientsReport } from './clients-process.ts'
import type { RunningRoom } from './start-room.ts'
import type { SubscriptionServer } from './subscription-servers.ts'

/** What clients saw of a server, and what that took. */
export interface FanOutFigures {
  events: number
  p50: number
  p99: number
  lost: number
  outOfOrder: number
  entityRequestsPerEvent: number
  /** Of one core. */
  cpuPercent: number
  loadCorePercent: number
  idleMegabytes: number
  megabytes: number
  kilobytesPerSocket: number
}

/** In which a server comes to rest; the router's process that plans ends when it was idle for ten seconds. */
const SETTLE_MS = 12_000

export async function measureFanOut(
  room: RunningRoom,
  server: SubscriptionServer,
  { sockets, query, seconds }: { sockets: number; query: string; seconds: number },
): Promise<FanOutFigures> {
  const { pid, port } = server.process
  await using clients = await startProcess(new URL('./clients-process.ts', import.meta.url), LOAD_CORE)
  const tokens = await server.tokens(sockets)
  await wait(SETTLE_MS)
  const idleMegabytes = await residentMegabytes(pid)
  await clients.ask({ port, sockets, query, tokens, sameId: server.sameId } satisfies ClientsOrder)
  await wait(SETTLE_MS)
  await clients.ask('report')
  const readings = () => Promise.all([processorSeconds(pid), busySeconds(LOAD_CORE), room.answered()])
  const before = await readings()
  const start = performance.now()
  await wait(seconds * 1_000)
  const elapsed = (performance.now() - start) / 1_000
  const after = await readings()
  const { delays, lost, outOfOrder } = (await clients.ask('report')) as ClientsReport
  const sorted = delays.sort((one, other) => one - other)
  const megabytes = await residentMegabytes(pid)
  const events = delays.length / sockets
  return {
    events,
    p50: sorted[Math.floor(sorted.length * 0.5)] ?? Number.NaN,
    p99: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
    lost,
    outOfOrder,
    entityRequestsPerEvent: (after[2] - before[2]) / events,
    cpuPercent: (100 * (after[0] - before[0])) / elapsed,
    loadCorePercent: (100 * (after[1] - before[1])) / elapsed,
    idleMegabytes,
    megabytes,
    kilobytesPerSocket: ((megabytes - idleMegabytes) * 1_024) / sockets,
  }
}
