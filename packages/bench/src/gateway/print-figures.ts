import type { Gateway } from './gateway.ts'
import { CONNECTIONS, type Figures } from './measure-load.ts'
import { type Measured, medianRatio } from './measure-rounds.ts'

/** One row for each gateway, compared with the first. */
export function printFigures(
  title: string,
  gateways: readonly Gateway[],
  figures: readonly Measured[],
  rounds: number,
): void {
  console.log(`\n${title}; ${CONNECTIONS} connections, median of ${rounds} rounds`)
  const [first] = figures
  const firstName = gateways[0]?.name
  const rows = gateways.map(({ name }, index) => [name, first && row(figures[index] ?? first, first, firstName)])
  console.table(Object.fromEntries(rows))
}

const row = (of: Measured, first: Measured, firstName = '') => ({
  'requests/s': rounded(of.requestsPerSecond),
  [`× ${firstName}`]: rounded(medianRatio(of, first, requestsPerSecond), 2),
  'requests/CPU s': rounded(of.requestsPerCpuSecond),
  [`× ${firstName} by CPU`]: rounded(medianRatio(of, first, requestsPerCpuSecond), 2),
  'p50 ms': rounded(of.p50, 1),
  'p99 ms': rounded(of.p99, 1),
  'CPU %': rounded(of.cpuPercent),
  'load core %': rounded(of.loadCorePercent),
  'peak MB': of.peakMegabytes,
  'MB after': of.megabytesAfter,
  'subgraph requests': rounded(of.subgraphRequestsEach, 1),
  failed: of.failed,
})

const requestsPerSecond = (figures: Figures) => figures.requestsPerSecond
const requestsPerCpuSecond = (figures: Figures) => figures.requestsPerCpuSecond

export const rounded = (value: number, digits = 0) => Number(value.toFixed(digits))
