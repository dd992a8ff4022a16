import { partsQuery } from '../graph/parts.ts'
import { startSubgraphs } from '../graph/start-subgraphs.ts'
import { LOAD_CORE } from '../start-process.ts'
import { checkAnswers } from './check-answers.ts'
import type { Gateway } from './gateway.ts'
import { type Measured, measureRounds, medianRatio } from './measure-rounds.ts'
import type { PartContext } from './part-context.ts'
import { rounded } from './print-figures.ts'

/** One of several sizes of the same thing. */
interface Step {
  items: number
  subgraphs: number
}

const LATER_WARM_UP_SECONDS = 10

/** From 1 kB to 1 MB, in lists of more and more items over one entity hop. */
export const compareSizes = (context: PartContext): Promise<void> =>
  compareSteps(
    context,
    [10, 100, 1_000, 10_000].map((items) => ({ items, subgraphs: 2 })),
  )

/** One to sixteen subgraphs, all but the first asked at once. */
export const compareSubgraphs = (context: PartContext): Promise<void> =>
  compareSteps(
    context,
    [1, 2, 4, 8, 16].map((subgraphs) => ({ items: 10, subgraphs })),
  )

async function compareSteps({ generator, rounds, start }: PartContext, steps: readonly Step[]): Promise<void> {
  await using subgraphs = await startSubgraphs(LOAD_CORE, 'parts')
  await using running = await start(['stock', 'ours'], { supergraphPath: subgraphs.supergraphPath, sharing: 'none' })
  const { gateways } = running
  const rows: Record<string, number>[] = []
  for (const step of steps) {
    const query = partsQuery(step)
    const bytes = await checkAnswers(gateways, query)
    // Twenty answers of a megabyte under way at once take seconds each.
    const seconds = Math.max(rounds.seconds, step.items / 1_000)
    // After the first step most of what runs is compiled.
    const warmUp = rows.length > 0 ? { warmUpSeconds: LATER_WARM_UP_SECONDS } : {}
    const figures = await measureRounds({ subgraphs, generator }, gateways, { query, ...rounds, ...warmUp, seconds })
    const failed = figures.reduce((sum, one) => sum + one.failed, 0)
    rows.push({ subgraphs: step.subgraphs, items: step.items, bytes, ...columns(gateways, figures), failed })
  }
  console.log(`\nRequests/s of growing answers and plans, median of ${rounds.rounds} rounds`)
  console.table(rows)
}

function columns(gateways: readonly Gateway[], figures: readonly Measured[]): Record<string, number> {
  const entries = gateways.flatMap(({ name }, index) => {
    const of = figures[index]
    if (!of) return []
    return [
      [name, rounded(of.requestsPerSecond, of.requestsPerSecond < 100 ? 1 : 0)],
      [`${name}, by CPU s`, rounded(of.requestsPerCpuSecond, of.requestsPerCpuSecond < 100 ? 1 : 0)],
      [`${name}, p99 ms`, rounded(of.p99, 1)],
    ]
  })
  const [first, last] = [figures[0], figures.at(-1)]
  const ratio = first && last ? medianRatio(last, first, (of) => of.requestsPerCpuSecond) : Number.NaN
  return { ...Object.fromEntries(entries), [`× ${gateways[0]?.name} by CPU`]: rounded(ratio, 2) }
}
