import { type ChildProcess, execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'

const TASKSET = '/usr/bin/taskset'

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
}

/**
 * Starts a module as a process of its own, kept on one core where the system can do so: what is measured and what loads it
 * must not take each other's time. It reports its port by `process.send`.
 */
export async function startProcess(
  module: URL,
  core: number,
  environment: Record<string, string> = {},
): Promise<BenchProcess> {
  const child = fork(module, {
    env: { PATH: process.env.PATH, ...environment },
    ...(canPin(core) ? { execPath: TASKSET, execArgv: ['-c', String(core), process.execPath] } : {}),
  })
  const port = await firstMessage(child, module)
  return {
    pid: child.pid ?? 0,
    port,
    async [Symbol.asyncDispose]() {
      child.kill()
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}

async function firstMessage(child: ChildProcess, module: URL): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(Number(message)))
    child.once('exit', (code) => reject(new Error(`${module.pathname} ended with ${code} before it was ready`)))
  })
}
