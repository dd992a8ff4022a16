import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Environment } from '@lms/kit/config'
import { portVariable } from '@lms/local/services'

const mainOf = (name: string) => new URL(`../../../subgraphs/${name}/src/main.ts`, import.meta.url)
const PLAN_FAULTS = new URL('./plan-faults.ts', import.meta.url).href

/** A service as a process of its own, which is started again whenever it ends by itself. */
export interface Child {
  readonly name: string
  /** Plans a fault; resolves with whether it came before `over` ends. */
  plan(fault: string): { hasCome(): boolean; takeBack(): void }
  /** How often it ended and was started again. */
  restarts(): number
  kill(signal: NodeJS.Signals): void
  /** Ends it for good, or until `start`. */
  stop(signal?: NodeJS.Signals): Promise<void>
  /** Starts it again after `stop`, and waits until it serves. */
  start(): Promise<void>
}

/**
 * Starts a service as in production, and waits until it serves.
 * @param logs folder for what it logs
 */
export async function startChild(name: string, environment: Environment, logs?: string): Promise<Child> {
  const log = logs === undefined ? null : createWriteStream(join(logs, `${name}.log`), { flags: 'a' })
  const ready = `http://127.0.0.1:${environment[portVariable(name)]}/health/ready`
  let stopping = false
  let restarts = 0
  let faults = 0
  let child: ChildProcess
  let last = ''
  const run = async () => {
    child = fork(mainOf(name), [], {
      execArgv: ['--import', PLAN_FAULTS],
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        last = (last + chunk.toString()).slice(-4_000)
        log?.write(chunk)
        if (chunk.toString().includes('fault ')) faults++
      })
    }
    child.once('exit', () => {
      if (stopping) return
      restarts++
      run().catch(() => {})
    })
    while (!(await answers(ready))) {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`${name} ended before it was ready:\n${last}`)
      await delay(100)
    }
  }
  await run()
  return {
    name,
    plan(fault) {
      const before = faults
      child.send(fault)
      return {
        hasCome: () => faults > before,
        takeBack: () => {
          if (child.connected) child.send('')
        },
      }
    },
    restarts: () => restarts,
    kill: (signal) => child.kill(signal),
    async stop(signal = 'SIGTERM') {
      stopping = true
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill(signal)
      await once(child, 'exit')
    },
    async start() {
      stopping = false
      await run()
    },
  }
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  )
