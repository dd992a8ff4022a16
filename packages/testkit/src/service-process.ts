import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Environment } from '@lms/kit/config'

const repository = join(import.meta.dirname, '../../..')

/** A service that runs as a process of its own, as in production. */
export interface ServiceProcess {
  readonly url: string
  /** Sends SIGTERM and returns the exit code. */
  stop(): Promise<number | null>
  kill(signal: NodeJS.Signals): void
}

/** Runs `<folder>/src/main.ts` with exactly this environment and waits until it is ready. */
export async function startServiceProcess(
  folder: string,
  port: number,
  environment: Environment,
): Promise<ServiceProcess> {
  const child = spawn(process.execPath, [join(repository, folder, 'src/main.ts')], {
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-8_000)
    })
  }
  const exited = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`
  while (!(await isReady(url))) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`${folder} ended before it was ready:\n${output}`)
    await delay(100)
  }
  return {
    url,
    kill: (signal) => child.kill(signal),
    async stop() {
      child.kill('SIGTERM')
      await exited
      return child.exitCode
    },
  }
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/health/ready`).then(
    (response) => response.ok,
    () => false,
  )
