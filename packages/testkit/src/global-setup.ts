import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureDatabase, migrateDatabase } from '@lms/kit/migrate'
import { startPostgres } from '@lms/local/postgres'
import { resetPostgres } from '@lms/local/postgres-reset'
import type { TestProject } from 'vitest/node'
import { databaseUrl, templateName } from './database-url.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Superuser's URL of the PostgreSQL that the run's tests share. */
    postgresUrl: string
  }
}

const repository = fileURLToPath(new URL('../../../', import.meta.url))
const kitMigrations = join(repository, 'packages/kit/migrations')

/** Starts one PostgreSQL for the run and migrates a template database per service; every test copies one. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'lms-test-'))
  const dataDir = join(folder, 'postgres')
  const postgres = await startPostgres({ dataDir, durable: false })
  const services = (await readdir(join(repository, 'prisma'))).filter((name) =>
    existsSync(join(repository, 'prisma', name, 'migrations')),
  )
  const noMigrations = join(folder, 'no-migrations')
  await mkdir(noMigrations)
  const makeTemplate = async (service: string | undefined, migrations: string) => {
    const url = databaseUrl(postgres.url, templateName(service))
    await ensureDatabase(url)
    await migrateDatabase({ url, kitMigrations, migrations, log: () => {} })
  }
  await Promise.all([
    makeTemplate(undefined, noMigrations),
    ...services.map((service) => makeTemplate(service, join(repository, 'prisma', service, 'migrations'))),
  ])
  project.provide('postgresUrl', postgres.url)
  return async () => {
    await resetPostgres({ dataDir })
    await rm(folder, { recursive: true, force: true })
  }
}
