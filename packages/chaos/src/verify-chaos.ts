import { parseArgs } from 'node:util'
import { findDisorder } from './invariants.ts'
import { prepareOffer } from './load.ts'
import { createRandom } from './random.ts'
import { SCENARIOS } from './scenarios.ts'
import { allRuns, describeRun, runFault, settle } from './sweep.ts'
import { type System, startSystem } from './system.ts'

const options = {
  seeds: { type: 'string', default: '1,2,3' },
  only: { type: 'string' },
  'kafka-down-seconds': { type: 'string', default: '60' },
} as const

/** The whole sweep. @returns whether all invariants held */
export async function run(args: string[]): Promise<boolean> {
  const { values } = parseArgs({ args, options })
  await using system = await startSystem()
  const seeds = values.seeds.split(',').map(Number)
  const wanted = (name: string) => values.only === undefined || name.includes(values.only)
  const offer = await prepareOffer(system)
  const runs = allRuns(seeds).filter(({ site, kind }) => wanted(`${site}:${kind}`))
  let broken = 0
  let came = 0
  for (const [index, run] of runs.entries()) {
    const result = await runFault(system, offer, run)
    if (result.came) came++
    if (result.breaks.length > 0) broken++
    console.log(`${String(index + 1).padStart(3)}/${runs.length}  ${describeRun(result)}`)
  }
  console.log(`${runs.length} runs, the fault came in ${came}, ${broken} broken\n`)
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    if (!wanted(name)) continue
    const downMs = Number(values['kafka-down-seconds']) * 1_000
    const start = performance.now()
    await scenario(system, offer, { learners: 20, random: createRandom(seeds[0] ?? 1), downMs })
    const { quietMs, breaks } = await settle(system)
    if (breaks.length > 0) broken++
    const took = ((performance.now() - start) / 1000).toFixed(1)
    console.log(
      `${name}: ${took} s, quiet ${(quietMs / 1000).toFixed(1)} s after it, ${breaks.length === 0 ? 'ok' : `BROKEN\n  ${breaks.join('\n  ')}`}`,
    )
    // A log that was shuffled on purpose has no order any more; and that is the last thing that may be asked of it.
    if (name.includes('killed at once')) broken += await reportDisorder(system)
  }
  console.log(broken === 0 ? '\nall invariants hold' : `\n${broken} BROKEN`)
  return broken === 0
}

async function reportDisorder(system: System): Promise<number> {
  const disorder = await findDisorder(system)
  console.log(
    `order of each aggregate in the log: ${disorder.length === 0 ? 'ok' : `BROKEN\n  ${disorder.join('\n  ')}`}`,
  )
  return disorder.length === 0 ? 0 : 1
}
