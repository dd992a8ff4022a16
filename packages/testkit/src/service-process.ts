import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import type { Environment } from '@lms/kit/config'

const repository = join(import.meta.dirname, '../../..')

/** A service that runs as a process of its own, as in production. */
export interface ServiceProcess {
  readonly url: string
  readonly pid: number
  /** What it has written to its standard output so far, line by line. */
  readonly lines: readonly string[]
  /** Sends SIGTERM and returns the exit code. */
  stop(): Promise<number | null>
  kill(signal: NodeJS.Signals): void
}

/** Runs `<folder>/src/<entry>` with exactly this environment and waits until it is ready. */
export async function startServiceProcess(
  folder: string,
  port: number,
  environment: Environment,
  entry = 'main.ts',
): Promise<ServiceProcess> {
  const child = spawn(process.execPath, [join(repository, folder, 'src', entry)], {
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  createInterface(child.stdout).on('line', (line) => lines.push(line))
  let complaints = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-8_000)
  })
  const exited = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`
  while (!(await isReady(url))) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`${folder} ended before it was ready:\n${lines.slice(-20).join('\n')}\n${complaints}`)
    await delay(100)
  }
  return {
    url,
    pid: child.pid ?? 0,
    lines,
    kill: (signal) => child.kill(signal),
    async stop() {
      child.kill('SIGTERM')
      await exited
      return child.exitCode
    },
  }
}

/** What a readiness probe finds. */
export const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/health/ready`).then(
    (response) => response.ok,
    () => false,
  )
