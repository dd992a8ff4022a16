import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { ForwardedPort } from './forwarded-ports.ts'
import { NAMESPACE } from './kubectl.ts'

/** Ports of pods at 127.0.0.1, until disposed of. */
export interface ForwardedPorts extends AsyncDisposable {
  /** @throws where kubectl gave up on the way */
  assertAlive(): void
}

/**
 * Forwards ports, by what they lead to.
 *
 * @throws where kubectl cannot
 */
export async function forwardPorts(wanted: Record<string, readonly ForwardedPort[]>): Promise<ForwardedPorts> {
  const children: ChildProcess[] = []
  const stop = async () => {
    const alive = children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
    const ended = alive.map((child) => once(child, 'exit'))
    for (const child of alive) child.kill()
    await Promise.all(ended)
  }
  try {
    for (const [resource, ports] of Object.entries(wanted)) {
      const pairs = ports.map(({ local, remote }) => `${local}:${remote}`)
      const child = spawn('kubectl', ['--namespace', NAMESPACE, 'port-forward', resource, ...pairs], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      children.push(child)
      const lines = createInterface(child.stdout)
      const first = await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => null)])
      if (first === null) throw new Error(`${resource} cannot be forwarded`)
      lines.on('line', () => {})
    }
  } catch (error) {
    await stop()
    throw error
  }
  return {
    assertAlive() {
      if (children.some(({ exitCode }) => exitCode !== null)) throw new Error('a forwarded port was lost on the way')
    },
    [Symbol.asyncDispose]: stop,
  }
}
