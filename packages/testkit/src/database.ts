import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { Pool } from 'pg'
import { inject } from 'vitest'
import { databaseUrl, templateName } from './database-url.ts'

/** A database that exists for one test or one file. */
export interface TestDatabase extends AsyncDisposable {
  readonly url: string
  /** Runs one statement past the service, to look or to arrange what no public interface can. */
  query<Row extends object>(sql: string, values?: unknown[]): Promise<Row[]>
}

/** Copies a service's migrated template (about 30 ms); without a service the database holds kit's tables alone. */
export async function createDatabase(service?: string): Promise<TestDatabase> {
  const server = inject('postgresUrl')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  administration ??= connect(server)
  const onServer = administration
  await onServer.query(`create database ${name} template ${templateName(service)} strategy file_copy`)
  const url = databaseUrl(server, name)
  const pool = connect(url)
  return {
    url,
    query: async (sql, values = []) => (await pool.query(sql, values)).rows,
    [Symbol.asyncDispose]: async () => {
      // A test may have dropped it before, to see what becomes of the service.
      if (!pool.ended) await pool.end()
      await waitForSessions(onServer, name)
      await onServer.query(`drop database if exists ${name} with (force)`)
    },
  }
}

/** Makes and drops the databases of all files that share the process. */
let administration: Pool | undefined

/** A connection takes ten times as long as most statements, and tests that poll send many. */
function connect(connectionString: string): Pool {
  const pool = new Pool({ connectionString, allowExitOnIdle: true })
  // Tests end sessions, and the run its server.
  pool.on('error', () => {})
  return pool
}

const LONGEST_WAIT_MS = 2_000

/**
 * A client that was ended may still be connected on the server's side. Were its session terminated, the notice would reach
 * a client that nobody listens to any more, and end the process. What stays connected for longer is thrown out all the same.
 */
async function waitForSessions(onServer: Pool, name: string): Promise<void> {
  const sessions = 'select 1 from pg_stat_activity where datname = $1'
  const giveUpAt = Date.now() + LONGEST_WAIT_MS
  while ((await onServer.query(sessions, [name])).rowCount && Date.now() < giveUpAt) await setTimeout(10)
}
