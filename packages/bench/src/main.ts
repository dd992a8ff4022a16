import { parseArgs } from 'node:util'
import { describeFailure } from '@lms/kit/describe-failure'

const benches: Record<string, { summary: string; load: () => Promise<{ run: (options: Options) => Promise<void> }> }> =
  {
    router: {
      summary: 'what auth, cost, limits and metrics cost per request',
      load: () => import('./router/bench-router.ts'),
    },
    gateway: {
      summary: 'the router beside other gateways, and how each grows',
      load: () => import('./gateway/bench-gateway.ts'),
    },
    events: {
      summary:
        'from the commit of an event to its effect elsewhere, through real Kafka, and how a backlog changes that',
      load: () => import('./events/bench-events.ts'),
    },
    hostile: {
      summary: 'the router under mixed hostile and normal load: memory, latency of the innocent',
      load: () => import('./hostile/bench-hostile.ts'),
    },
    product: {
      summary: 'all services under a mixed load: latency per operation, CPU and memory beside what a deployment gives',
      load: () => import('./product/bench-product.ts'),
    },
    subscriptions: {
      summary: 'a room of thousands of subscribers beside a bare WebSocket server: delivery, memory, CPU',
      load: () => import('./subscriptions/bench-subscriptions.ts'),
    },
  }

interface Options {
  /** Rounds of a comparison. */
  rounds: number
  /** Length of a round, or of the whole run, in seconds. */
  seconds: number
  /** Parts of the comparison of gateways and the gateways to compare, separated by commas; all when absent. */
  only: string | undefined
  peers: string | undefined
  /** Operations in a second. */
  rate: number
  /** Whether to show where the router spends its time, instead of comparing. */
  profile: boolean
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string' },
      only: { type: 'string' },
      peers: { type: 'string' },
      rate: { type: 'string', default: '30' },
      profile: { type: 'boolean', default: false },
    },
  })
  const bench = benches[positionals[0] ?? '']
  if (!bench) {
    printUsage()
    process.exitCode = positionals.length > 0 ? 1 : 0
    return
  }
  const { run } = await bench.load()
  await run({
    rounds: Number(values.rounds),
    only: values.only,
    peers: values.peers,
    rate: Number(values.rate),
    profile: values.profile,
    seconds: Number(values.seconds ?? (positionals[0] === 'hostile' ? 300 : 10)),
  })
}

function printUsage(): void {
  console.log(
    'pnpm bench <name> [--rounds N] [--seconds N] [--rate N] [--only PART,…] [--peers GATEWAY,…] [--profile]\n',
  )
  for (const [name, { summary }] of Object.entries(benches)) console.log(`  ${name.padEnd(10)} ${summary}`)
  console.log('\nThe last three options are those of gateway, --rate is that of product: docs/benchmarks.md')
}

try {
  await main()
} catch (error) {
  console.error(describeFailure(error))
  process.exitCode = 1
}
