import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Environment } from '@lms/kit/config'
import { MigrationError, pendingMigrations } from '@lms/kit/migrate'
import { CommandError } from '../command-error.ts'
import { projectRoot } from '../workspace.ts'
import { type DatabaseMigrations, explain, findMigrations } from './db-migrate.ts'

const PAUSE_MS = 1_000

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { service: { type: 'string' }, seconds: { type: 'string', default: '600' } },
  })
  const until = Date.now() + Number(values.seconds) * 1_000
  await waitForMigrations(projectRoot, process.env, values.service ?? null, until, (line) => console.log(line))
}

/**
 * Waits until the databases have all migrations that lie at hand, as a new version must before it starts.
 *
 * @param until when to give up, in milliseconds since 1970
 * @throws CommandError when the time is over, or at once when waiting cannot help
 */
export async function waitForMigrations(
  root: string,
  environment: Environment,
  service: string | null,
  until: number,
  log: (line: string) => void,
): Promise<void> {
  const targets = await findMigrations(root, environment, service)
  for (const target of targets) {
    let last = ''
    for (;;) {
      const state = await stateOf(target)
      if (state === null) break
      if (state !== last) log(`${target.service}: ${state}`)
      last = state
      if (Date.now() >= until) throw new CommandError(`${target.service}: waited too long; ${state}`)
      await delay(PAUSE_MS)
    }
    log(`${target.service}: migrated`)
  }
}

/** What a database lacks, or why it cannot be asked; null when it is up to date. */
async function stateOf(target: DatabaseMigrations): Promise<string | null> {
  try {
    const pending = await pendingMigrations(target)
    return pending.length > 0 ? `lacks ${pending.join(', ')}` : null
  } catch (cause) {
    if (cause instanceof MigrationError) throw new CommandError(`${target.service}: ${cause.message}`, { cause })
    return explain(cause, target.url)
  }
}
