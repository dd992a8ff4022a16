import { join } from 'node:path'
import { databaseName, ensureDatabase, migrateDatabase } from '@lms/kit/migrate'
import type { ClientConfig } from 'pg'
import { SERVICES } from './services.ts'

const repository = join(import.meta.dirname, '../../..')

/** URL of each service's database, by service name. */
export type DatabaseUrls = ReadonlyMap<string, string>

/** Creates and migrates the eight databases on a server; what is up to date is left as it is. */
export async function prepareDatabases(
  serverUrl: string,
  ssl: ClientConfig['ssl'] = false,
): Promise<{ urls: DatabaseUrls; applied: number }> {
  const prepared = await Promise.all(
    SERVICES.map(async ({ name }) => {
      const url = new URL(serverUrl)
      url.pathname = `/${databaseName(name)}`
      await ensureDatabase(url.href, ssl)
      const { applied } = await migrateDatabase({
        url: url.href,
        ssl,
        kitMigrations: join(repository, 'packages/kit/migrations'),
        migrations: join(repository, 'prisma', name, 'migrations'),
        log: () => {},
      })
      return { name, url: url.href, applied: applied.length }
    }),
  )
  return {
    urls: new Map(prepared.map(({ name, url }) => [name, url])),
    applied: prepared.reduce((sum, { applied }) => sum + applied, 0),
  }
}
