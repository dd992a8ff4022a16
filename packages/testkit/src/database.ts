import { randomUUID } from 'node:crypto'
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
      await onServer(server, `drop database if exists ${name} with (force)`)
    },
  }
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
