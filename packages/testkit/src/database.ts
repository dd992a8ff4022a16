import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { Client } from 'pg'
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
  await onServer(server, `create database ${name} template ${templateName(service)} strategy file_copy`)
  const url = databaseUrl(server, name)
  return {
    url,
    query: (sql, values = []) => onServer(url, sql, values),
    [Symbol.asyncDispose]: async () => {
      await waitForSessions(server, name)
      await onServer(server, `drop database if exists ${name} with (force)`)
    },
  }
}

const LONGEST_WAIT_MS = 2_000

/**
 * A client that was ended may still be connected on the server's side. Were its session terminated, the notice would reach
 * a client that nobody listens to any more, and end the process. What stays connected for longer is thrown out all the same.
 */
async function waitForSessions(server: string, name: string): Promise<void> {
  const sessions = 'select 1 from pg_stat_activity where datname = $1'
  const giveUpAt = Date.now() + LONGEST_WAIT_MS
  while ((await onServer(server, sessions, [name])).length > 0 && Date.now() < giveUpAt) await setTimeout(10)
}

async function onServer<Row extends object>(
  connectionString: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new Client({ connectionString })
  await client.connect()
  try {
    return (await client.query<Row>(sql, values)).rows
  } finally {
    await client.end()
  }
}
