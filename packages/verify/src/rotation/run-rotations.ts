import { setTimeout as delay } from 'node:timers/promises'
import { type PacedResult, pacedLoad } from '@lms/bench/hostile/paced-load'
import { attempt } from '@lms/bench/product/operations'
import type { ProcessStack } from '@lms/testkit/process-stack'
import { keepConnectionsAsAnIngress } from '../keep-connections.ts'
import { ROUNDS, type Rotation } from './rotation.ts'

/** What happened while a secret was replaced. */
export interface RotationResult {
  secret: string
  steps: number
  /** Processes that were replaced meanwhile. */
  replacements: number
  operations: ReadonlyMap<string, PacedResult>
  /** Places that refuse the old secret now. */
  refusing: number
  /** What does not hold, in sentences; none when all is well. */
  breaks: string[]
}

export interface RunOptions {
  /** How many times as often as at the slowest pace things happen. */
  pace: number
  log: (line: string) => void
}

/** Starting processes is all that these machines can do beside the load. */
const AT_ONCE = 2
/** For so long the load goes on behind a step that replaces nothing, and behind the last one. */
const SECONDS = 3
const PAUSE_MS = 100

/** Replaces secrets, all of them together, while their users go on, and tries the old ones afterwards. */
export async function runRotations(
  stack: ProcessStack,
  rotations: readonly Rotation[],
  { pace, log }: RunOptions,
): Promise<RotationResult[]> {
  using _connections = keepConnectionsAsAnIngress()
  const before = await Promise.all(rotations.map(({ takesOld }) => takesOld()))
  const ending = new AbortController()
  const loads = rotations.map(({ operations }) => startLoad(operations, pace, ending.signal))
  const replaced = await doRounds(stack, rotations, loads, log).finally(() => ending.abort())
  return Promise.all(
    rotations.map(async ({ secret, steps, takesOld, takesNew }, index) => {
      const operations = (await loads[index]?.ended) ?? new Map()
      const [old, fresh] = [await takesOld(), await takesNew()]
      const breaks = [
        ...describeFailures(operations),
        ...(before[index]?.includes(false) ? ['the old secret was not in use at first'] : []),
        ...(old.includes(true) ? ['the old secret is still taken'] : []),
        ...(fresh.includes(false) ? ['the new secret is not taken'] : []),
        ...replaced.breaks,
      ]
      return {
        secret,
        steps: Object.keys(steps).length,
        replacements: replaced.replacements,
        operations,
        refusing: old.filter((taken) => !taken).length,
        breaks,
      }
    }),
  )
}

/** What goes on until it is told to end. */
interface Load {
  running: readonly { answered: number; readonly perSecond: number }[]
  ended: Promise<ReadonlyMap<string, PacedResult>>
}

function startLoad(operations: Rotation['operations'], pace: number, end: AbortSignal): Load {
  const running = operations.map((each) => ({ ...each, perSecond: each.perSecond * pace, answered: 0 }))
  const results = running.map(async (one): Promise<[string, PacedResult]> => {
    const call = () =>
      attempt(one).finally(() => {
        one.answered += 1
      })
    return [one.name, await pacedLoad(one.perSecond, end, call)]
  })
  return { running, ended: Promise.all(results).then((entries) => new Map(entries)) }
}

async function doRounds(
  stack: ProcessStack,
  rotations: readonly Rotation[],
  loads: readonly Load[],
  log: (line: string) => void,
) {
  const breaks: string[] = []
  let replacements = 0
  for (const round of ROUNDS) {
    const steps = rotations.flatMap(({ steps }) => steps[round] ?? [])
    for (const { change } of steps) await change()
    const names = new Set(steps.flatMap(({ replaced }) => replaced))
    const codes = await replace(stack, [...names])
    replacements += codes.length
    for (const code of codes) if (code !== 0) breaks.push(`a process ended with ${code}`)
    if (steps.length > 0) log(`${round}: replaced ${names.size > 0 ? [...names].join(', ') : 'nothing'}`)
    if (codes.length === 0) await goOn(loads)
  }
  await goOn(loads)
  return { replacements, breaks }
}

/** Until everybody was answered as often as in some seconds: what a step breaks shows then. */
async function goOn(loads: readonly Load[]): Promise<void> {
  const running = loads.flatMap((load) => load.running)
  const enough = running.map(({ answered, perSecond }) => answered + Math.ceil(perSecond * SECONDS))
  while (running.some(({ answered }, index) => answered < (enough[index] ?? 0))) await delay(PAUSE_MS)
}

/** Subgraphs first: the router is what asks them. @returns exit codes */
async function replace(stack: ProcessStack, names: readonly string[]): Promise<(number | null)[]> {
  const subgraphs = names.filter((name) => name !== 'router')
  const routers = names.filter((name) => name === 'router')
  const groups = Array.from({ length: Math.ceil(subgraphs.length / AT_ONCE) }, (_, index) =>
    subgraphs.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
  )
  const codes: (number | null)[] = []
  for (const group of [...groups, routers])
    codes.push(...(await Promise.all(group.map((name) => stack.services.get(name)?.restart() ?? []))).flat())
  return codes
}

const describeFailures = (operations: ReadonlyMap<string, PacedResult>): string[] =>
  [...operations].flatMap(([name, { failures }]) =>
    [...failures].map(([reason, count]) => `${name} failed ${count} times: ${reason}`),
  )
