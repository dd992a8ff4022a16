import { checkAnswers } from '../gateway/check-answers.ts'
import type { Bench } from '../gateway/measure-load.ts'
import { type Measured, measureTogether, medianRatio, type Rounds } from '../gateway/measure-rounds.ts'
import { rounded } from '../gateway/print-figures.ts'
import { queries } from '../graph/queries.ts'
import { startSubgraphs } from '../graph/start-subgraphs.ts'
import { chooseLoadGenerator } from '../load/choose-load-generator.ts'
import type { LoadGenerator } from '../load/load.ts'
import { createLocalRedis } from '../local-redis.ts'
import { LOAD_CORE, pinToCore } from '../start-process.ts'
import { bareVariant, fullVariant, type RouterVariant } from './router-variants.ts'
import { startRouterProcess } from './start-router-process.ts'

/** Equal processes differ by some percent, because the engine optimises each a little otherwise. */
const PAIRS = 4

/**
 * `pnpm bench router`: what authentication, authorisation, cost budgets, limits, persisted queries and metrics cost together, as
 * the ratio of a router with all of them on to one with all of them off. Both are under load at the same time on the same
 * core, so that whatever else happens on the machine meets both; several pairs, one after the other.
 */
export async function run(options: Rounds): Promise<void> {
  pinToCore(LOAD_CORE)
  await compareVariants(await chooseLoadGenerator(), options)
}

export async function compareVariants(generator: LoadGenerator, options: Rounds): Promise<void> {
  await using subgraphs = await startSubgraphs(LOAD_CORE)
  await using redis = await createLocalRedis()
  await using full = await fullVariant(subgraphs.supergraphPath, redis.url)
  const bare = bareVariant(subgraphs.supergraphPath)
  for (const [name, query] of Object.entries(queries)) {
    const rows: PairFigures[] = []
    for (let pair = 0; pair < PAIRS; pair += 1)
      rows.push(await measurePair({ subgraphs, generator }, { bare, full }, { query, ...options }))
    console.log(`\n${name} query; ${PAIRS} pairs one after the other, median of ${options.rounds} rounds each`)
    console.table(rows)
    console.log(`all on × bare, mean of the pairs: ${mean(rows, '×')}, by CPU ${mean(rows, '× by CPU')}`)
  }
}

type PairFigures = ReturnType<typeof compare>

async function measurePair(
  bench: Bench,
  variants: { bare: RouterVariant; full: RouterVariant },
  load: Rounds & { query: string },
): Promise<PairFigures> {
  await using bare = await startRouterProcess(variants.bare)
  await using full = await startRouterProcess(variants.full)
  await checkAnswers([bare, full], load.query)
  const [ofBare, ofFull] = await measureTogether(bench, [bare, full], load)
  if (!ofBare || !ofFull) throw new Error('unreachable: as many figures as gateways')
  return compare(ofBare, ofFull)
}

const compare = (bare: Measured, full: Measured) => ({
  'bare/s': rounded(bare.requestsPerSecond),
  'all on/s': rounded(full.requestsPerSecond),
  '×': rounded(
    medianRatio(full, bare, (of) => of.requestsPerSecond),
    3,
  ),
  'bare/CPU s': rounded(bare.requestsPerCpuSecond),
  'all on/CPU s': rounded(full.requestsPerCpuSecond),
  '× by CPU': rounded(
    medianRatio(full, bare, (of) => of.requestsPerCpuSecond),
    3,
  ),
  'bare, peak MB': bare.peakMegabytes,
  'all on, peak MB': full.peakMegabytes,
  'load core %': rounded(full.loadCorePercent),
  failed: bare.failed + full.failed,
})

const mean = (rows: readonly PairFigures[], column: keyof PairFigures): number =>
  rounded(rows.reduce((sum, row) => sum + row[column], 0) / rows.length, 3)
