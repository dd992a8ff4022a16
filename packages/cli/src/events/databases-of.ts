import { DOMAINS } from '@lms/contracts/catalogue'
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
  const names = (await findSubgraphs(projectRoot)).map(({ name }) => name)
  if (service !== null) await findSubgraphs(projectRoot, [service])
  return migrationTargets(readUrl(environment), names, service)
}

/**
 * The databases of all services, by their names; the image of one service may ask for them, too.
 * @throws CommandError where the environment names one database alone
 */
export function databasesOfAll(environment: Environment): ReadonlyMap<string, MigrationTarget> {
  const targets = migrationTargets(readUrl(environment), DOMAINS, null)
  if (targets.length < DOMAINS.length) throw new CommandError('Set DATABASE_URL to the server of all databases.')
  return new Map(targets.map((target) => [target.service, target]))
}

function readUrl(environment: Environment): string {
  const { DATABASE_URL, DATABASE_DIRECT_URL } = parseEnvironment(databaseEnvironment, environment)
  const url = DATABASE_DIRECT_URL ?? DATABASE_URL
  if (url === undefined) throw new CommandError('Set DATABASE_URL to the database or its server.')
  return url
}

/** Asks one database. @throws CommandError when it does not answer, or has not been migrated */
export const askDatabase = <Row extends object>(
  environment: Environment,
  target: MigrationTarget,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> => onDatabase(environment, target, async (client) => (await client.query<Row>(sql, values)).rows)

/** Runs something on a connection to one database. @throws CommandError when it does not answer, or refuses */
export async function onDatabase<Result>(
  environment: Environment,
  { service, url }: MigrationTarget,
  run: (client: Client) => Promise<Result>,
): Promise<Result> {
  const target = new URL(url)
  target.searchParams.delete('sslmode')
  const ssl = sslOptions(parseEnvironment(databaseEnvironment, environment))
  const client = new Client({ connectionString: target.href, ssl, application_name: 'lms-command' })
  client.on('error', () => {})
  try {
    await client.connect()
    return await run(client)
  } catch (cause) {
    if (cause instanceof CommandError) throw cause
    throw new CommandError(`The database of ${service} refused: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    })
  } finally {
    await client.end()
  }
}
