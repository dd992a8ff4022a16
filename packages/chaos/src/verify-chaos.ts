import { parseArgs } from 'node:util'
import { readHistory } from './invariants.ts'
import { type Offer, prepareOffer } from './load.ts'
import { createRandom } from './random.ts'
import { SCENARIOS } from './scenarios.ts'
import { allRuns, type Outcome, runFault, settle } from './sweep.ts'
import { type System, startSystem } from './system.ts'
import { createTally } from './tally.ts'

const options = {
  /** Each makes 30 runs, of every place with every fault, and every scenario of the surroundings. */
  seeds: { type: 'string', default: '1,2,3' },
  /** What fits by its name, such as `kill`, `after(Ack|Commit)`, `Kafka` or `beforeHandler:stall`. */
  only: { type: 'string', default: '' },
  /** Begins nothing after so long; what is left is done by another call with `from`. */
  minutes: { type: 'string', default: '1440' },
  from: { type: 'string', default: '1' },
  'kafka-down-seconds': { type: 'string', default: '60' },
  /** Folder for what the services log. */
  logs: { type: 'string' },
} as const

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

/** Something that is done to the running system, and what came of it. */
interface Trial {
  name: string
  seed: number
  run(system: System, offer: Offer): Promise<Outcome & { service?: string; came?: boolean }>
}

/** The whole sweep, or what was chosen of it. @returns whether all invariants held */
export async function run(args: string[]): Promise<boolean> {
  const { values } = parseArgs({ args, options })
  const trials = allTrials(values)
  await using system = await startSystem({ logs: values.logs })
  // Left to itself PostgreSQL would stay, for whoever comes next over the same data.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, async () => {
      await system[Symbol.asyncDispose]()
      process.exit(1)
    })
  }
  return await runTrials(system, trials, values)
}

function allTrials(values: Values): Trial[] {
  const seeds = values.seeds.split(',').map(Number)
  if (!seeds.every(Number.isInteger)) throw new RangeError(`--seeds ${values.seeds}: whole numbers, such as 1,2,3`)
  const runs = allRuns(seeds).map(
    (run): Trial => ({
      name: `${run.site}:${run.kind}`,
      seed: run.seed,
      run: (system, offer) => runFault(system, offer, run),
    }),
  )
  const downMs = Number(values['kafka-down-seconds']) * 1_000
  const scenarios = seeds.flatMap((seed) =>
    Object.entries(SCENARIOS).map(
      ([name, scenario]): Trial => ({
        name,
        seed,
        async run(system, offer) {
          const done = await scenario(system, offer, { learners: 12, random: createRandom(seed), downMs })
          return { ...done, ...(await settle(system)) }
        },
      }),
    ),
  )
  return [...runs, ...scenarios].filter(({ name }) => new RegExp(values.only).test(name))
}

async function runTrials(system: System, trials: readonly Trial[], { minutes, from }: Values): Promise<boolean> {
  const endAt = performance.now() + Number(minutes) * 60_000
  const offer = await prepareOffer(system)
  const tally = createTally(trials.length)
  for (let number = Number(from); number <= trials.length; number++) {
    const start = performance.now()
    if (start > endAt) {
      tally.leave(`--from ${number}`)
      break
    }
    const { name, seed, run } = trials[number - 1] as Trial
    const failed = (error: unknown): Outcome => ({
      orders: 0,
      refunds: 0,
      quietMs: Number.NaN,
      breaks: [String(error)],
    })
    const outcome = await run(system, offer).catch(failed)
    tally.add({ number, name, seed, tookMs: performance.now() - start, ...outcome })
  }
  return tally.finish(await readHistory(system))
}
