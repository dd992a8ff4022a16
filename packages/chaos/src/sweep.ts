import type { FaultSite } from '@lms/kit/fault'
import { findBreaks } from './invariants.ts'
import { type Offer, runLoad } from './load.ts'
import { hurry, quiesce } from './quiesce.ts'
import { createRandom } from './random.ts'
import type { System } from './system.ts'

/** Services that tell, and services that are told; another one fails for each seed. */
const TELLING = ['payment', 'course', 'user']
const TOLD = ['course', 'notification', 'analytics']

/** Where a fault is planned, and in which services it may happen. */
export const SITES: Readonly<Record<FaultSite, readonly string[]>> = {
  beforeCommit: TELLING,
  afterCommit: TELLING,
  beforePublish: TELLING,
  afterAck: TELLING,
  beforeMark: TELLING,
  beforeHandler: TOLD,
  afterHandlerCommit: TOLD,
  beforeOffsetCommit: TOLD,
  beforeProviderCall: ['payment'],
  afterProviderCall: ['payment'],
}

export const KINDS = ['kill', 'throw', 'stall'] as const

export interface Run {
  site: FaultSite
  kind: (typeof KINDS)[number]
  seed: number
}

/** Every site with every kind, with as many seeds as asked for. */
export const allRuns = (seeds: readonly number[]): Run[] =>
  seeds.flatMap((seed) =>
    (Object.keys(SITES) as FaultSite[]).flatMap((site) => KINDS.map((kind) => ({ site, kind, seed }))),
  )

export interface Outcome {
  orders: number
  refunds: number
  /** How long it took until all was quiet. */
  quietMs: number
  breaks: string[]
}

export interface RunResult extends Outcome {
  service: string
  /** Whether the fault came: a pass that the load never reaches is no test. */
  came: boolean
}

const LEARNERS = 5
const MOST_LOADS = 4
const HURRY_MS = 1_000

/** Lets a service fail at a place while people buy, learn and give back; then waits, and looks for what does not hold. */
export async function runFault(system: System, offer: Offer, run: Run): Promise<RunResult> {
  const { site, kind, seed } = run
  const random = createRandom(seed * 1_000 + Object.keys(SITES).indexOf(site) * 10 + KINDS.indexOf(kind))
  const service = serviceOf(run)
  const child = system.children.get(service)
  if (!child) throw new Error(`${service} does not run`)
  const plan = child.plan(`${site}:${kind}@${1 + Math.floor(random() * 4)}`)
  let [orders, refunds] = [0, 0]
  // A payment whose webhook found nobody is looked for a minute later.
  const hurrying = setInterval(() => plan.hasCome() && hurry(system).catch(() => {}), HURRY_MS)
  try {
    // Events travel in batches, so some places are passed more seldom than others.
    for (let load = 0; load < MOST_LOADS && !plan.hasCome(); load++) {
      const done = await runLoad(system, offer, LEARNERS, random)
      orders += done.orders
      refunds += done.refunds
    }
  } finally {
    clearInterval(hurrying)
    plan.takeBack()
  }
  const { quietMs, breaks } = await settle(system)
  return { service, came: plan.hasCome(), orders, refunds, quietMs, breaks }
}

/** Waits until nothing is under way; that it never gets quiet is a breach as well. */
export async function settle(system: System): Promise<{ quietMs: number; breaks: string[] }> {
  try {
    return { quietMs: await quiesce(system), breaks: await findBreaks(system) }
  } catch (error) {
    return { quietMs: Number.NaN, breaks: [String(error)] }
  }
}

function serviceOf({ site, seed }: Run): string {
  const services = SITES[site]
  return services[(seed - 1) % services.length] ?? 'payment'
}
