import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Gateway } from '../gateway/gateway.ts'
import { type Bench, measureLoad } from '../gateway/measure-load.ts'
import { bareVariant } from '../router/router-variants.ts'
import { startRouterProcess } from '../router/start-router-process.ts'
import { type CpuProfile, type ProfileSummary, summariseProfile, type TimeSpent } from './summarise-profile.ts'

const FUNCTIONS_SHOWN = 25
const WARM_UP_SECONDS = 5

/** Where our router spends its time under load with one query. The profile itself costs some of it. */
export async function profileRouter(
  bench: Bench,
  { name, query, seconds }: { name: string; query: string; seconds: number },
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lms-bench-profile-'))
  try {
    await using router = await startRouterProcess(bareVariant(bench.subgraphs.supergraphPath), [
      '--cpu-prof',
      `--cpu-prof-dir=${folder}`,
    ])
    const loaded = await loadTwice(bench, router, { query, seconds })
    await router.leave()
    const summary = summariseProfile(await readMainThread(folder), loaded.from, loaded.to)
    console.log(`\n${name} query: ${loaded.requestsPerSecond.toFixed(0)} requests/s while profiled`)
    printSummary(summary)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Only the second load counts, when the engine has optimised what it will. */
async function loadTwice(bench: Bench, router: Gateway, load: { query: string; seconds: number }) {
  await measureLoad(bench, router, { ...load, seconds: WARM_UP_SECONDS })
  const from = monotonicMicroseconds()
  const { requestsPerSecond } = await measureLoad(bench, router, load)
  return { requestsPerSecond, from, to: from + load.seconds * 1_000_000 }
}

/** The clock that profiles use, the same in all processes. */
const monotonicMicroseconds = () => Number(process.hrtime.bigint() / 1_000n)

/** Each thread writes a profile; the main one is number 0 in `CPU.<date>.<time>.<process>.<thread>.<sequence>.cpuprofile`. */
async function readMainThread(folder: string): Promise<CpuProfile> {
  const file = (await readdir(folder)).find((name) => name.split('.')[4] === '0')
  if (!file) throw new Error('the router left no profile')
  return JSON.parse(await readFile(join(folder, file), 'utf8'))
}

function printSummary({ busy, idle, functions, modules }: ProfileSummary): void {
  console.log(`main thread idle ${((100 * idle) / (busy + idle)).toFixed(0)} % of the time; shares are of the rest\n`)
  printTimes(modules.slice(0, FUNCTIONS_SHOWN), busy)
  printTimes(functions.slice(0, FUNCTIONS_SHOWN), busy)
}

function printTimes(times: readonly TimeSpent[], busy: number): void {
  for (const { name, self } of times) {
    console.log(
      `${((100 * self) / busy).toFixed(1).padStart(6)} %  ${(self / 1_000).toFixed(0).padStart(6)} ms  ${name}`,
    )
  }
  console.log()
}
