import { execFile } from 'node:child_process'
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { databaseName, ensureDatabase, migrateDatabase } from '@lms/kit/migrate'
import { type EmbeddedPostgres, startPostgres } from '@lms/local/postgres'
import { findHome } from '@lms/local/postgres-home'
import { resetPostgres } from '@lms/local/postgres-reset'
import { Client } from 'pg'
import { databaseUrl } from './database-url.ts'

const repository = fileURLToPath(new URL('../../../', import.meta.url))

/** A primary with a service's database, and a standby that streams from it. */
export interface ReplicatedPostgres extends AsyncDisposable {
  /** The service's database at the primary. */
  readonly url: string
  /** `host:port` of the standby. */
  readonly standbyHost: string
  /** Asks the standby past the service. */
  queryStandby<Row extends object>(sql: string): Promise<Row[]>
  /** From then on the standby receives what is written and does not show it. */
  pauseReplay(): Promise<void>
  resumeReplay(): Promise<void>
  /** As if its machine had lost power. */
  killStandby(): Promise<void>
  startStandby(): Promise<void>
}

/** Starts both for a service of which it makes and migrates the database. */
export async function startReplicatedPostgres(service: string): Promise<ReplicatedPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'lms-replicated-'))
  const [primaryDir, standbyDir] = [join(folder, 'primary'), join(folder, 'standby')]
  const original = await startPostgres({ dataDir: primaryDir, durable: false })
  await makeDatabase(databaseUrl(original.url, databaseName(service)), service)
  await original.stop()
  const cluster = await copyCluster(original.folder, standbyDir)
  const primary = await startPostgres({ dataDir: primaryDir, durable: false })
  await follow(cluster, primary)
  let standby = await startPostgres({ dataDir: standbyDir, durable: false })
  const { port } = standby
  const queryStandby = <Row extends object>(sql: string) =>
    query<Row>(databaseUrl(standby.url, databaseName(service)), sql)
  return {
    url: databaseUrl(primary.url, databaseName(service)),
    standbyHost: `127.0.0.1:${port}`,
    queryStandby,
    pauseReplay: () => pauseReplay(queryStandby),
    resumeReplay: async () => void (await queryStandby('select pg_wal_replay_resume()')),
    killStandby: () => standby.stop('immediate'),
    startStandby: async () => {
      standby = await startPostgres({ dataDir: standbyDir, durable: false, port })
    },
    async [Symbol.asyncDispose]() {
      for (const dataDir of [standbyDir, primaryDir]) await resetPostgres({ dataDir })
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function makeDatabase(url: string, service: string): Promise<void> {
  await ensureDatabase(url)
  const migrations = join(repository, 'prisma', service, 'migrations')
  await migrateDatabase({ url, kitMigrations: join(repository, 'packages/kit/migrations'), migrations, log: () => {} })
  // As in production a commit is in the log before it is seen; the server's setting for tests says otherwise.
  await query(url, `alter database ${databaseName(service)} set synchronous_commit = on`)
}

/** A copy of the folder of a server at rest, owned by the same account. @returns its data directory */
async function copyCluster(folder: string, dataDir: string): Promise<string> {
  await mkdir(dataDir)
  const home = await findHome(dataDir)
  await mkdir(dirname(home.folder), { recursive: true })
  await promisify(execFile)('cp', ['-a', `${folder}/.`, home.folder])
  return home.cluster
}

async function follow(cluster: string, primary: EmbeddedPostgres): Promise<void> {
  const { password } = new URL(primary.url)
  const connection = `host=127.0.0.1 port=${primary.port} user=postgres password=${password}`
  await appendFile(join(cluster, 'postgresql.auto.conf'), `primary_conninfo = '${connection}'\n`)
  await writeFile(join(cluster, 'standby.signal'), '')
}

/** Asking for the pause only requests it. */
async function pauseReplay(ask: ReplicatedPostgres['queryStandby']): Promise<void> {
  await ask('select pg_wal_replay_pause()')
  for (;;) {
    const [row] = await ask<{ state: string }>('select pg_get_wal_replay_pause_state() as state')
    if (row?.state === 'paused') return
  }
}

async function query<Row extends object>(connectionString: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString })
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}
