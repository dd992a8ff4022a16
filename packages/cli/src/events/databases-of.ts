import type { Environment } from '@lms/kit/config'
import { parseEnvironment, subgraphEnvironment } from '@lms/kit/config'
import { sslOptions } from '@lms/kit/database'
import { Client } from 'pg'
import { CommandError } from '../command-error.ts'
import { type MigrationTarget, migrationTargets } from '../migrations/migration-targets.ts'
import { findSubgraphs, projectRoot } from '../workspace.ts'

const databaseEnvironment = subgraphEnvironment
  .pick({ DATABASE_URL: true, DATABASE_DIRECT_URL: true, DB_SSL_MODE: true, DB_SSL_CA: true })
  .partial({ DATABASE_URL: true })

/** The databases that the environment stands for: a service's own, or all of a server. */
export async function databasesOf(environment: Environment, service: string | null): Promise<MigrationTarget[]> {
  const { DATABASE_URL, DATABASE_DIRECT_URL } = parseEnvironment(databaseEnvironment, environment)
  const url = DATABASE_DIRECT_URL ?? DATABASE_URL
  if (url === undefined) throw new CommandError('Set DATABASE_URL to the database or its server.')
  const names = (await findSubgraphs(projectRoot)).map(({ name }) => name)
  return migrationTargets(url, names, service)
}

/** Asks one database. */
export async function askDatabase<Row extends object>(
  environment: Environment,
  { url }: MigrationTarget,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const target = new URL(url)
  target.searchParams.delete('sslmode')
  const ssl = sslOptions(parseEnvironment(databaseEnvironment, environment))
  const client = new Client({ connectionString: target.href, ssl, application_name: 'lms-command' })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Row>(sql, values)).rows
  } finally {
    await client.end()
  }
}
