import { flushCompileCache } from 'node:module'
import { ConfigurationError, type Environment } from './config.ts'
import { giveBackMemory } from './give-back-memory.ts'

const LONGEST_SHUTDOWN_MS = 25_000

/** Runs one service as a process: a bad environment ends it at once, SIGTERM and SIGINT stop it gracefully. */
export async function runProcess(
  start: (environment: Environment) => Promise<{ stop(): Promise<void> }>,
  environment: Environment,
): Promise<void> {
  try {
    const running = await start(environment)
    // Where there is a cache, it is for the next start, however this process ends.
    flushCompileCache()
    giveBackMemory()
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => shutDown(running))
  } catch (error) {
    const reason = error instanceof ConfigurationError ? error.message : error
    process.stderr.write(`The service did not start. ${reason instanceof Error ? reason.stack : String(reason)}\n`)
    process.exit(1)
  }
}

async function shutDown(running: { stop(): Promise<void> }): Promise<void> {
  // Kubernetes kills after 30 s; ending before that leaves time to write the last logs.
  setTimeout(() => process.exit(1), LONGEST_SHUTDOWN_MS).unref()
  await running.stop()
  process.exit()
}
