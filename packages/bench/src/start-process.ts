import { type ChildProcess, execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'

const TASKSET = '/usr/bin/taskset'

/** What is measured has a core to itself; the subgraphs and what sends the load share another. */
export const ROUTER_CORE = 0
export const LOAD_CORE = 1

/** Whether processes can be kept on this core. */
const canPin = (core: number) => existsSync(TASKSET) && availableParallelism() > core

/** Keeps this process itself on a core, where the system can do so. */
export function pinToCore(core: number): void {
  if (canPin(core)) execFileSync(TASKSET, ['-a', '-cp', String(core), String(process.pid)], { stdio: 'ignore' })
}

export interface BenchProcess extends AsyncDisposable {
  readonly pid: number
  /** The port that the process reported when it was ready. */
  readonly port: number
  /** Sends a message and waits for the next one that comes back. */
  ask(message: object | string): Promise<unknown>
  /** Cuts the connection to the process, on which it ends by itself, and waits for that. */
  leave(): Promise<void>
}

export interface ProcessOptions {
  environment?: Record<string, string>
  /** Arguments of the module. */
  args?: readonly string[]
  /** Options of node itself. */
  nodeOptions?: readonly string[]
}

/**
 * Starts a module as a process of its own, kept on one core where the system can do so: what is measured and what loads it
 * must not take each other's time. It reports its port by `process.send`.
 */
export async function startProcess(
  module: URL,
  core: number,
  { environment = {}, args = [], nodeOptions = [] }: ProcessOptions = {},
): Promise<BenchProcess> {
  const child = fork(module, args, {
    env: { PATH: process.env.PATH, ...environment },
    ...(canPin(core)
      ? { execPath: TASKSET, execArgv: ['-c', String(core), process.execPath, ...nodeOptions] }
      : { execArgv: [...nodeOptions] }),
  })
  const port = await firstMessage(child, module)
  const ended = async () => {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
  return {
    pid: child.pid ?? 0,
    port,
    async ask(message) {
      const answer = once(child, 'message')
      child.send(message)
      const gone = once(child, 'exit').then(() => Promise.reject(new Error(`${module.pathname} ended`)))
      return (await Promise.race([answer, gone]))[0]
    },
    async leave() {
      if (child.connected) child.disconnect()
      await ended()
    },
    async [Symbol.asyncDispose]() {
      // There is nothing to save, and some gateways wait for their connections when they are asked to end.
      child.kill('SIGKILL')
      await ended()
    },
  }
}

async function firstMessage(child: ChildProcess, module: URL): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(Number(message)))
    child.once('exit', (code) => reject(new Error(`${module.pathname} ended with ${code} before it was ready`)))
  })
}
