import { checkAnswers } from '../gateway/check-answers.ts'
import type { Gateway } from '../gateway/gateway.ts'
import { measureRounds, type Rounds } from '../gateway/measure-rounds.ts'
import { printFigures } from '../gateway/print-figures.ts'
import { queries } from '../graph/queries.ts'
import { startSubgraphs } from '../graph/start-subgraphs.ts'
import { chooseLoadGenerator } from '../load/choose-load-generator.ts'
import type { LoadGenerator } from '../load/load.ts'
import { createLocalRedis } from '../local-redis.ts'
import { LOAD_CORE, pinToCore } from '../start-process.ts'
import { bareVariant, fullVariant } from './router-variants.ts'
import { startRouterProcess } from './start-router-process.ts'

/**
 * `pnpm bench router`: what authentication, authorisation, cost budgets, limits, persisted queries and metrics cost together, as
 * the ratio of a router with all of them on to one with all of them off, in alternating rounds on the same subgraphs. There
 * are two processes of each, because equal ones differ by some percent: the engine optimises each a little otherwise.
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
  await using running = new AsyncDisposableStack()
  const routers: Gateway[] = []
  for (const variant of [bare, full, { ...bare, name: 'bare again' }, { ...full, name: 'all on again' }])
    routers.push(running.use(await startRouterProcess(variant)))
  for (const [name, query] of Object.entries(queries)) {
    const bytes = await checkAnswers(routers, query)
    const figures = await measureRounds({ subgraphs, generator }, routers, { query, ...options })
    printFigures(`${name} query, answer of ${bytes} bytes`, routers, figures, options.rounds)
  }
}
