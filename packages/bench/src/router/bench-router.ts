import { LARGE_QUERY, SMALL_QUERY } from '../graph/queries.ts'
import { startSubgraphs } from '../graph/start-subgraphs.ts'
import { type LoadResult, load, median } from '../load.ts'
import { createLocalRedis } from '../local-redis.ts'
import { residentMegabytes } from '../resident-memory.ts'
import { type BenchProcess, pinToCore, startProcess } from '../start-process.ts'
import { bareVariant, fullVariant, type RouterVariant } from './router-variants.ts'

const ROUTER_CORE = 0
const LOAD_CORE = 1
const CONNECTIONS = 20

interface Contender extends RouterVariant {
  router: BenchProcess
}

/**
 * `pnpm bench router`: what authentication, authorisation, cost budgets, limits, persisted queries and metrics cost together, as
 * the ratio of a router with all of them on to one with all of them off, in alternating rounds on the same subgraphs.
 */
export async function run({ rounds, seconds }: { rounds: number; seconds: number }): Promise<void> {
  pinToCore(LOAD_CORE)
  await using subgraphs = await startSubgraphs(LOAD_CORE)
  await using redis = await createLocalRedis()
  await using full = await fullVariant(subgraphs.supergraphPath, redis.url)
  await using bareRouter = await startRouterProcess(bareVariant(subgraphs.supergraphPath))
  await using fullRouter = await startRouterProcess(full)
  const contenders: Contender[] = [
    { ...bareVariant(subgraphs.supergraphPath), router: bareRouter },
    { ...full, router: fullRouter },
  ]
  for (const [name, query] of [
    ['large', LARGE_QUERY],
    ['small', SMALL_QUERY],
  ] as const) {
    const results = await measure(contenders, query, { rounds, seconds })
    report(name, contenders, results)
  }
  for (const { name, router } of contenders) console.log(`${name}: ${await residentMegabytes(router.pid)} MB resident`)
}

const startRouterProcess = ({ environment }: RouterVariant) =>
  startProcess(new URL('./router-process.ts', import.meta.url), ROUTER_CORE, environment)

async function measure(
  contenders: Contender[],
  query: string,
  { rounds, seconds }: { rounds: number; seconds: number },
) {
  const results = contenders.map((): LoadResult[] => [])
  const once = ({ router, headers }: Contender, duration: number) =>
    load({
      url: `http://127.0.0.1:${router.port}/graphql`,
      query,
      headers,
      connections: CONNECTIONS,
      seconds: duration,
    })
  for (const contender of contenders) await once(contender, 3)
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, contender] of contenders.entries()) results[index]?.push(await once(contender, seconds))
  }
  return results
}

function report(name: string, contenders: Contender[], results: LoadResult[][]): void {
  const rates = results.map((rounds) => median(rounds.map(({ requestsPerSecond }) => requestsPerSecond)))
  console.log(`\n${name} query, ${CONNECTIONS} connections, median of ${results[0]?.length} rounds`)
  console.table(
    contenders.map((contender, index) => ({
      router: contender.name,
      'requests/s': Math.round(rates[index] ?? 0),
      'p50 ms': median((results[index] ?? []).map(({ p50 }) => p50)),
      'p99 ms': median((results[index] ?? []).map(({ p99 }) => p99)),
      failed: (results[index] ?? []).reduce((sum, { failed }) => sum + failed, 0),
      'time per request': `${Math.round((100 * (rates[0] ?? 0)) / (rates[index] ?? 1))} %`,
    })),
  )
}
