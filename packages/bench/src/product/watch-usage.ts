import { setTimeout as delay } from 'node:timers/promises'
import { processorSeconds, residentMegabytes } from '../load/process-usage.ts'

/** What a process took. */
export interface Usage {
  /** Thousandths of a core: over the whole time, and in the busiest of twenty seconds. */
  cpuMean: number
  cpuP95: number
  /** Most resident memory at any time, in MB. */
  peakMegabytes: number
}

export interface UsageWatch {
  /** What was seen since the last call. */
  take(): Map<string, Usage>
  stop(): Promise<void>
}

const EVERY_MS = 1_000

interface Samples {
  pid: number
  at: number
  seconds: number
  millicores: number[]
  peakMegabytes: number
}

/** Looks at processes, with what they started, every second (Linux). */
export async function watchUsage(pids: ReadonlyMap<string, number>): Promise<UsageWatch> {
  const samples = new Map<string, Samples>()
  for (const [name, pid] of pids)
    samples.set(name, {
      pid,
      at: performance.now(),
      seconds: await processorSeconds(pid),
      millicores: [],
      peakMegabytes: 0,
    })
  const stopping = new AbortController()
  const finished = watch([...samples.values()], stopping.signal)
  return {
    take: () => new Map([...samples].map(([name, of]) => [name, takeUsage(of)])),
    async stop() {
      stopping.abort()
      await finished
    },
  }
}

async function watch(samples: Samples[], stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    await Promise.all(samples.map(look))
    await delay(EVERY_MS, undefined, { signal: stopping }).catch(() => {})
  }
}

async function look(samples: Samples): Promise<void> {
  const [seconds, megabytes] = await Promise.all([processorSeconds(samples.pid), residentMegabytes(samples.pid)])
  const now = performance.now()
  // A process that was started and has ended in between counts for less than nothing.
  samples.millicores.push(Math.max(0, (1_000_000 * (seconds - samples.seconds)) / (now - samples.at)))
  samples.peakMegabytes = Math.max(samples.peakMegabytes, megabytes)
  Object.assign(samples, { at: now, seconds })
}

function takeUsage(samples: Samples): Usage {
  const sorted = samples.millicores.splice(0).sort((one, other) => one - other)
  const { peakMegabytes } = samples
  samples.peakMegabytes = 0
  return {
    cpuMean: sorted.reduce((sum, value) => sum + value, 0) / Math.max(1, sorted.length),
    cpuP95: sorted[Math.floor(sorted.length * 0.95)] ?? 0,
    peakMegabytes,
  }
}
