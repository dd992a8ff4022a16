import type { Gateway } from './gateway.ts'
import { CONNECTIONS, type Figures } from './measure-load.ts'

/** One row for each gateway, compared with the first. */
export function printFigures(
  title: string,
  gateways: readonly Gateway[],
  figures: readonly Figures[],
  rounds: number,
): void {
  console.log(`\n${title}; ${CONNECTIONS} connections, median of ${rounds} rounds`)
  const [first] = figures
  const firstName = gateways[0]?.name
  const rows = gateways.map(({ name }, index) => [name, first && row(figures[index] ?? first, first, firstName)])
  console.table(Object.fromEntries(rows))
}

const row = (of: Figures, first: Figures, firstName = '') => ({
  'requests/s': rounded(of.requestsPerSecond),
  [`× ${firstName}`]: rounded(of.requestsPerSecond / first.requestsPerSecond, 2),
  'requests/CPU s': rounded(of.requestsPerCpuSecond),
  [`× ${firstName} by CPU`]: rounded(of.requestsPerCpuSecond / first.requestsPerCpuSecond, 2),
  'p50 ms': rounded(of.p50, 1),
  'p99 ms': rounded(of.p99, 1),
  'CPU %': rounded(of.cpuPercent),
  'load core %': rounded(of.loadCorePercent),
  'peak MB': of.peakMegabytes,
  'MB after': of.megabytesAfter,
  'subgraph requests': rounded(of.subgraphRequestsEach, 1),
  failed: of.failed,
})

export const rounded = (value: number, digits = 0) => Number(value.toFixed(digits))
