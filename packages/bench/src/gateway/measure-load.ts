import { setTimeout as wait } from 'node:timers/promises'
import type { RunningSubgraphs } from '../graph/start-subgraphs.ts'
import type { LoadGenerator, LoadResult } from '../load/load.ts'
import { busySeconds, processorSeconds, residentMegabytes } from '../load/process-usage.ts'
import { LOAD_CORE } from '../start-process.ts'
import type { Gateway } from './gateway.ts'

export const CONNECTIONS = 20
const LOOK_EVERY_MS = 200

/** What one gateway did, and took, under load for some seconds. */
export interface Figures extends LoadResult {
  /** Of one core. Below 100 at full load, somebody else was on it as well. */
  cpuPercent: number
  /** How busy the core of the subgraphs and of the load generator was: near 100, it is they who are measured. */
  loadCorePercent: number
  /** For each second of processor time that the gateway took, so that the work of others on its core counts little. */
  requestsPerCpuSecond: number
  peakMegabytes: number
  megabytesAfter: number
  subgraphRequestsEach: number
}

export interface Bench {
  subgraphs: RunningSubgraphs
  generator: LoadGenerator
}

export async function measureLoad(
  { subgraphs, generator }: Bench,
  { pid, url, headers }: Gateway,
  { query, seconds }: { query: string; seconds: number },
): Promise<Figures> {
  const answeredBefore = await subgraphs.answered()
  const readings = () => Promise.all([processorSeconds(pid), busySeconds(LOAD_CORE)])
  const before = await readings()
  const start = performance.now()
  const peak = watchPeak(pid)
  const result = await generator.run({ url, query, headers, connections: CONNECTIONS, seconds })
  const elapsed = (performance.now() - start) / 1_000
  const after = await readings()
  const share = (index: 0 | 1) => (100 * (after[index] - before[index])) / elapsed
  const peakMegabytes = await peak.stop()
  const answered = (await untilQuiet(subgraphs)) - answeredBefore
  return {
    ...result,
    cpuPercent: share(0),
    // When the time was over, each connection had one more request under way, on average half done.
    requestsPerCpuSecond: (result.requests + CONNECTIONS / 2) / (after[0] - before[0]),
    loadCorePercent: share(1),
    peakMegabytes,
    megabytesAfter: await residentMegabytes(pid),
    // The gateway still carries out what was under way.
    subgraphRequestsEach: answered / (result.requests + CONNECTIONS),
  }
}

function watchPeak(pid: number) {
  let peak = 0
  const look = async () => {
    peak = Math.max(peak, await residentMegabytes(pid))
  }
  const timer = setInterval(look, LOOK_EVERY_MS)
  return {
    async stop() {
      clearInterval(timer)
      await look()
      return peak
    },
  }
}

/** Waits until the gateway has ended what was under way, so that it takes no time from the next; answers the count. */
async function untilQuiet(subgraphs: RunningSubgraphs): Promise<number> {
  let before = -1
  let now = await subgraphs.answered()
  while (now !== before) {
    await wait(LOOK_EVERY_MS)
    before = now
    now = await subgraphs.answered()
  }
  return now
}
