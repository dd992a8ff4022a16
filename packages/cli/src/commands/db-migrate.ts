import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ConfigurationError, type Environment, parseEnvironment, subgraphEnvironment } from '@lms/kit/config'
import { sslOptions } from '@lms/kit/database'
import { ensureDatabase, type MigrateOptions, MigrationError, migrateDatabase } from '@lms/kit/migrate'
import { z } from 'zod'
import { CommandError } from '../command-error.ts'
import { inParallel } from '../in-parallel.ts'
import { type MigrationTarget, migrationTargets } from '../migrations/migration-targets.ts'
import { findSubgraphs, projectRoot, type SubgraphPaths } from '../workspace.ts'

const migrateEnvironment = subgraphEnvironment
  .pick({ DATABASE_URL: true, DATABASE_DIRECT_URL: true, DB_SSL_MODE: true, DB_SSL_CA: true })
  .extend({ SERVICE_NAME: z.string().optional() })
  .partial({ DATABASE_URL: true })

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { service: { type: 'string' } } })
  const applied = await migrate(projectRoot, process.env, values.service ?? null, (line) => console.log(line))
  console.log(applied === 0 ? 'every database is up to date' : `${applied} migrations applied`)
}

/**
 * Migrates the database of the service it runs in, or of all services on a server.
 *
 * @returns how many migrations were applied
 */
export async function migrate(
  root: string,
  environment: Environment,
  service: string | null,
  log: (line: string) => void,
): Promise<number> {
  const counts = await inParallel(await findMigrations(root, environment, service), async (target) => {
    try {
      if (await ensureDatabase(target.url, target.ssl)) log(`${target.service}: created its database`)
      const { applied } = await migrateDatabase({ ...target, log })
      return applied.length
    } catch (cause) {
      throw new CommandError(`${target.service}: ${explain(cause, target.url)}`, { cause })
    }
  })
  return counts.reduce((sum, count) => sum + count, 0)
}

/** A database, and where the migrations lie that it has to have. */
export type DatabaseMigrations = MigrationTarget & Pick<MigrateOptions, 'ssl' | 'kitMigrations' | 'migrations'>

/** The database of the service it runs in, or of all services on a server, with their migrations. */
export async function findMigrations(
  root: string,
  environment: Environment,
  service: string | null,
): Promise<DatabaseMigrations[]> {
  const config = readConfig(environment)
  const url = config.DATABASE_DIRECT_URL ?? config.DATABASE_URL
  if (url === undefined)
    throw new CommandError('Set DATABASE_DIRECT_URL or DATABASE_URL to the database or its server.')
  const subgraphs = new Map((await findMigrated(root)).map((subgraph) => [subgraph.name, subgraph]))
  const wanted = service ?? config.SERVICE_NAME ?? null
  const targets = migrationTargets(url, [...subgraphs.keys()], wanted?.replace(/-service$/, '') ?? null)
  return targets.map((target) => ({
    ...target,
    ssl: sslOptions(config),
    kitMigrations: join(root, 'packages/kit/migrations'),
    migrations: subgraphs.get(target.service)?.migrations ?? '',
  }))
}

function readConfig(environment: Environment): z.infer<typeof migrateEnvironment> {
  try {
    return parseEnvironment(migrateEnvironment, environment)
  } catch (cause) {
    if (cause instanceof ConfigurationError) throw new CommandError(cause.message, { cause })
    throw cause
  }
}

async function findMigrated(root: string): Promise<SubgraphPaths[]> {
  return (await findSubgraphs(root)).filter(({ migrations }) => existsSync(migrations))
}

/** Why a database could not be migrated or asked, and what to do. */
export function explain(cause: unknown, url: string): string {
  if (cause instanceof MigrationError) return cause.message
  const { host } = new URL(url)
  const { code = '', message } = cause as { code?: string; message: string }
  if (code === 'ECONNREFUSED') return `nothing listens at ${host}. Is PostgreSQL up, and is the URL right?`
  if (message.includes('does not support SSL')) {
    return `${host} speaks no TLS. Set DB_SSL_MODE=disable where the connection is private.`
  }
  return `${message} (at ${host})`
}
