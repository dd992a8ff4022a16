import { SMALL_QUERY } from '../graph/queries.ts'
import { startSubgraphs } from '../graph/start-subgraphs.ts'
import { residentMegabytes } from '../load/process-usage.ts'
import { createLocalRedis } from '../local-redis.ts'
import { fullVariant } from '../router/router-variants.ts'
import { LOAD_CORE, pinToCore, ROUTER_CORE, startProcess } from '../start-process.ts'
import { attacks } from './attacks.ts'
import { type PacedResult, pacedLoad, percentile } from './paced-load.ts'

const NORMAL_PER_SECOND = 100
const HOSTILE_PER_SECOND = 50
const UNLOADED_SECONDS = 60

/**
 * `pnpm bench hostile`: signed-in people ask at a steady pace, first alone and then beside a stream of attacks from one
 * address. Prints the latency of both, the router's memory over time, and what was not refused as it must be.
 * An unhandled rejection ends the router, and with it this run.
 */
export async function run({ seconds }: { seconds: number }): Promise<void> {
  pinToCore(LOAD_CORE)
  await using subgraphs = await startSubgraphs(LOAD_CORE)
  await using redis = await createLocalRedis()
  await using full = await fullVariant(subgraphs.supergraphPath, redis.url)
  const environment = { ...full.environment, MAX_OPERATION_COST: '10000', RATE_LIMIT_MAX_REQUESTS: '100000000' }
  await using router = await startProcess(new URL('../router/router-process.ts', import.meta.url), ROUTER_CORE, {
    environment,
  })
  const url = `http://127.0.0.1:${router.port}/graphql`
  const normal = async () => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...full.headers },
      body: JSON.stringify({ query: SMALL_QUERY }),
    })
    const { errors } = (await response.json()) as { errors?: unknown }
    if (response.status !== 200 || errors) throw new Error(`a normal request got ${response.status}`)
  }
  await pacedLoad(NORMAL_PER_SECOND, AbortSignal.timeout(5_000), normal)
  const alone = await pacedLoad(NORMAL_PER_SECOND, AbortSignal.timeout(UNLOADED_SECONDS * 1_000), normal)

  const end = AbortSignal.timeout(seconds * 1_000)
  const memory = watchMemory(router.pid, end)
  const hostile = attackInTurn(url, full.headers.authorization ?? '')
  const [beside, refused] = await Promise.all([
    pacedLoad(NORMAL_PER_SECOND, end, normal),
    pacedLoad(HOSTILE_PER_SECOND, end, hostile),
  ])
  report({ alone, beside, refused, memory: await memory })
}

function attackInTurn(url: string, authorization: string): () => Promise<void> {
  const kinds = Object.entries(attacks)
  let turn = 0
  return async () => {
    const [name, attack] = kinds[turn++ % kinds.length] ?? ['', async () => {}]
    try {
      await attack(url, authorization)
    } catch (error) {
      throw new Error(`${name}: ${error instanceof Error ? error.message : error}`)
    }
  }
}

/** Resident megabytes every ten seconds. */
async function watchMemory(pid: number, until: AbortSignal): Promise<number[]> {
  const readings: number[] = []
  while (!until.aborted) {
    readings.push(await residentMegabytes(pid))
    await new Promise((resolve) => setTimeout(resolve, 10_000))
  }
  return readings
}

function report(figures: { alone: PacedResult; beside: PacedResult; refused: PacedResult; memory: number[] }): void {
  const { alone, beside, refused, memory } = figures
  const row = (load: string, { sent, failed, latencies }: PacedResult) => ({
    load,
    sent,
    failed,
    'p50 ms': Number(percentile(latencies, 0.5).toFixed(1)),
    'p99 ms': Number(percentile(latencies, 0.99).toFixed(1)),
  })
  console.table([row('normal, alone', alone), row('normal, beside attacks', beside), row('attacks', refused)])
  const ratio = percentile(beside.latencies, 0.99) / percentile(alone.latencies, 0.99)
  console.log(`p99 of normal requests beside attacks: ${ratio.toFixed(2)} times that without`)
  console.log(`resident MB every 10 s: ${memory.join(' ')}`)
  for (const [reason, times] of [...beside.failures, ...refused.failures]) console.log(`${times} × ${reason}`)
  if (beside.failed + refused.failed > 0) process.exitCode = 1
}
