import { median } from '../load/median.ts'
import type { Gateway } from './gateway.ts'
import { type Bench, type Figures, measureLoad } from './measure-load.ts'

/** As long as the engine takes to compile what the load runs through, with its threads on the same core. */
const WARM_UP_SECONDS = 30

export interface Rounds {
  rounds: number
  /** Length of one. */
  seconds: number
}

/** Medians of all rounds, and the figures of each. */
export interface Measured extends Figures {
  readonly each: readonly Figures[]
}

/**
 * Loads one gateway after the other, round after round, each second round in the opposite order, so that what else happens
 * on the machine meets all of them.
 */
export async function measureRounds(
  bench: Bench,
  gateways: readonly Gateway[],
  { query, rounds, seconds, warmUpSeconds = WARM_UP_SECONDS }: Rounds & { query: string; warmUpSeconds?: number },
): Promise<Measured[]> {
  for (const gateway of gateways) await measureLoad(bench, gateway, { query, seconds: warmUpSeconds })
  const measured = gateways.map((): Figures[] => [])
  for (let round = 0; round < rounds; round += 1) {
    const order = [...gateways.entries()]
    for (const [index, gateway] of round % 2 === 0 ? order : order.reverse()) {
      measured[index]?.push(await measureLoad(bench, gateway, { query, seconds }))
    }
  }
  return measured.map(withMedians)
}

/** Loads all gateways at once, so that each moment of the machine is the same for all of them. */
export async function measureTogether(
  bench: Bench,
  gateways: readonly Gateway[],
  { query, rounds, seconds }: Rounds & { query: string },
): Promise<Measured[]> {
  const loadAll = (seconds: number) =>
    Promise.all(gateways.map((gateway) => measureLoad(bench, gateway, { query, seconds })))
  await loadAll(gateways.length * WARM_UP_SECONDS)
  const measured = gateways.map((): Figures[] => [])
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, figures] of (await loadAll(seconds)).entries()) measured[index]?.push(figures)
  }
  return measured.map(withMedians)
}

const withMedians = (each: readonly Figures[]): Measured => ({ ...medians(each), each })

/** The median of what each round shows of one gateway beside another: they were measured at nearly the same time. */
export const medianRatio = (of: Measured, beside: Measured, figure: (figures: Figures) => number): number =>
  median(of.each.map((figures, round) => figure(figures) / figure(beside.each[round] ?? beside)))

function medians(rounds: readonly Figures[]): Figures {
  const middle = (of: (figures: Figures) => number) => median(rounds.map(of))
  return {
    requests: middle(({ requests }) => requests),
    requestsPerSecond: middle(({ requestsPerSecond }) => requestsPerSecond),
    p50: middle(({ p50 }) => p50),
    p99: middle(({ p99 }) => p99),
    cpuPercent: middle(({ cpuPercent }) => cpuPercent),
    requestsPerCpuSecond: middle(({ requestsPerCpuSecond }) => requestsPerCpuSecond),
    loadCorePercent: middle(({ loadCorePercent }) => loadCorePercent),
    subgraphRequestsEach: middle(({ subgraphRequestsEach }) => subgraphRequestsEach),
    // Nothing that failed, and no memory that was needed, gets lost in the middle.
    failed: rounds.reduce((sum, { failed }) => sum + failed, 0),
    peakMegabytes: Math.max(...rounds.map(({ peakMegabytes }) => peakMegabytes)),
    megabytesAfter: rounds.at(-1)?.megabytesAfter ?? Number.NaN,
  }
}
