import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client, type ClientConfig, DatabaseError, escapeIdentifier } from 'pg'
import { type Clock, systemClock } from './clock.ts'

/** Prisma's own key, so that `prisma migrate deploy` and this runner exclude each other too. */
const LOCK = 72_707_369

/** How long a statement waits for a table before it gives way to the traffic that queues up behind it. */
const LOCK_TIMEOUT = '5s'

const UNDEFINED_DATABASE = '3D000'
/** Of a ledger in a database that nothing was applied to. */
const UNDEFINED_TABLE = ['42P01', '3F000']
const LOCK_NOT_AVAILABLE = '55P03'
/** `create database` of a name that another run has just made or is making. */
const ALREADY_THERE = ['42P04', '23505']

export type MigrateOptions = {
  /** The database to migrate, past any pooler: the advisory lock belongs to the session. */
  url: string
  ssl?: ClientConfig['ssl']
  /** Folder of kit's own `<number>_<name>.sql`, recorded in `kit.migration`. */
  kitMigrations: string
  /** Folder of the service's `<timestamp>_<name>/migration.sql`, recorded in `_prisma_migrations`. */
  migrations: string
  /** Called with one line per applied migration. */
  log: (line: string) => void
  clock?: Clock
}

/** A migration that cannot be applied; the message says which one, why, and what to do. */
export class MigrationError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
  }
}

type Migration = { name: string; script: string; checksum: string }

/** A table that remembers what was applied: Prisma's or kit's. */
type Ledger = {
  create: string
  /** Selects `name`, `checksum` and `finished` of every run that counts. */
  read: string
  write: (client: Client, migration: Migration, startedAt: Date, finishedAt: Date) => Promise<unknown>
}

const kitLedger: Ledger = {
  create: `create schema if not exists kit;
    create table if not exists kit.migration (
      name text primary key, checksum text not null, applied_at timestamptz not null)`,
  read: 'select name, checksum, true as finished from kit.migration',
  write: (client, { name, checksum }, _startedAt, finishedAt) =>
    client.query('insert into kit.migration (name, checksum, applied_at) values ($1, $2, $3)', [
      name,
      checksum,
      finishedAt,
    ]),
}

/** Column for column what Prisma creates and writes, so that its own tools read the same history. */
const prismaLedger: Ledger = {
  create: `create table if not exists public._prisma_migrations (
    id varchar(36) primary key not null,
    checksum varchar(64) not null,
    finished_at timestamptz,
    migration_name varchar(255) not null,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz not null default now(),
    applied_steps_count integer not null default 0)`,
  read: `select migration_name as name, checksum, finished_at is not null as finished
    from public._prisma_migrations where rolled_back_at is null`,
  write: (client, { name, checksum }, startedAt, finishedAt) =>
    client.query(
      `insert into public._prisma_migrations
         (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       values ($1, $2, $3, $4, $5, 1)`,
      [randomUUID(), checksum, name, startedAt, finishedAt],
    ),
}

/** The database of a service: `live-session` → `lms_live_session`. */
export function databaseName(service: string): string {
  return `lms_${service.replaceAll('-', '_')}`
}

/**
 * Brings one database up to date: kit's tables first, then the service's. Any number of runs may start at once; one
 * applies, the others wait and find nothing to do. Each migration is one transaction together with its record.
 *
 * @throws MigrationError when a migration fails, was changed after it was applied, or is malformed
 */
export async function migrateDatabase(options: MigrateOptions): Promise<{ applied: string[] }> {
  const kit = await readKitMigrations(options.kitMigrations)
  const own = await readServiceMigrations(options.migrations)
  const client = await connect(options.url, options.ssl)
  try {
    await client.query('set statement_timeout = 0')
    await client.query('set lock_timeout = 0')
    await client.query('select pg_advisory_lock($1)', [LOCK])
    await client.query(`set lock_timeout = '${LOCK_TIMEOUT}'`)
    const applied = await applyPending(client, kitLedger, kit, options)
    return { applied: [...applied, ...(await applyPending(client, prismaLedger, own, options))] }
  } finally {
    // Ends an open transaction and gives the lock back, whatever state the session is in.
    await client.end()
  }
}

/**
 * Names the migrations that a database lacks; it changes nothing and takes no lock, so a pooler may stand in front.
 *
 * @throws MigrationError when one was changed after it had been applied, or did not finish
 */
export async function pendingMigrations({
  url,
  ssl,
  ...folders
}: Pick<MigrateOptions, 'url' | 'ssl' | 'kitMigrations' | 'migrations'>): Promise<string[]> {
  const kit = await readKitMigrations(folders.kitMigrations)
  const own = await readServiceMigrations(folders.migrations)
  const client = await connect(url, ssl)
  try {
    const pending = [...(await findPending(client, kitLedger, kit)), ...(await findPending(client, prismaLedger, own))]
    return pending.map(({ name }) => name)
  } finally {
    await client.end()
  }
}

/**
 * Creates the database that the URL names where it is missing, through the server's `postgres` database.
 *
 * @returns whether this call created it
 */
export async function ensureDatabase(url: string, ssl?: ClientConfig['ssl']): Promise<boolean> {
  try {
    const client = await connect(url, ssl)
    await client.end()
    return false
  } catch (error) {
    if (!hasCode(error, [UNDEFINED_DATABASE])) throw error
  }
  const server = new URL(url)
  const name = decodeURIComponent(server.pathname.slice(1))
  server.pathname = '/postgres'
  const client = await connect(server.href, ssl)
  try {
    // template0: its encoding may differ from the cluster's, and nobody can be connected to it.
    await client.query(`create database ${escapeIdentifier(name)} template template0 encoding 'UTF8'`)
    return true
  } catch (error) {
    if (hasCode(error, ALREADY_THERE)) return false
    throw error
  } finally {
    await client.end()
  }
}

async function connect(url: string, ssl: ClientConfig['ssl']): Promise<Client> {
  const target = new URL(url)
  // pg lets a URL's sslmode override the ssl option.
  if (ssl !== undefined) target.searchParams.delete('sslmode')
  const client = new Client({
    connectionString: target.href,
    application_name: 'lms-migrate',
    ...(ssl === undefined ? {} : { ssl }),
  })
  // A lost connection also rejects the query that is under way; without a listener it would end the process.
  client.on('error', () => {})
  await client.connect()
  return client
}

async function applyPending(
  client: Client,
  ledger: Ledger,
  migrations: Migration[],
  { log, clock = systemClock }: MigrateOptions,
): Promise<string[]> {
  await client.query(ledger.create)
  const pending = await findPending(client, ledger, migrations)
  for (const migration of pending) {
    await apply(client, ledger, migration, clock)
    log(`${client.database}: applied ${migration.name}`)
  }
  return pending.map(({ name }) => name)
}

async function findPending(client: Client, ledger: Ledger, migrations: Migration[]): Promise<Migration[]> {
  const recorded = new Map((await readLedger(client, ledger)).map((row) => [row.name, row]))
  const pending: Migration[] = []
  for (const migration of migrations) {
    const row = recorded.get(migration.name)
    if (!row) pending.push(migration)
    else assertUnchanged(migration, row, client.database)
  }
  return pending
}

type Recorded = { name: string; checksum: string; finished: boolean }

async function readLedger(client: Client, ledger: Ledger): Promise<Recorded[]> {
  try {
    return (await client.query<Recorded>(ledger.read)).rows
  } catch (error) {
    if (hasCode(error, UNDEFINED_TABLE)) return []
    throw error
  }
}

function assertUnchanged(migration: Migration, row: Recorded, database = ''): void {
  if (!row.finished) {
    throw new MigrationError(
      `${migration.name} is recorded in ${database} as started but never finished. Look at what it left behind, then set finished_at or rolled_back_at of its row in _prisma_migrations.`,
    )
  }
  if (row.checksum !== migration.checksum) {
    throw new MigrationError(
      `${migration.name} was changed after it had been applied to ${database}. Restore the file and put the change into a new migration.`,
    )
  }
}

async function apply(client: Client, ledger: Ledger, migration: Migration, clock: Clock): Promise<void> {
  const startedAt = clock.now()
  try {
    await client.query('begin')
    await client.query(migration.script)
    if (client.getTransactionStatus() !== 'T') {
      throw new MigrationError('the script ends the transaction that it runs in; take its commit or rollback out')
    }
    await ledger.write(client, migration, startedAt, clock.now())
    await client.query('commit')
  } catch (cause) {
    throw new MigrationError(`${migration.name} failed in ${client.database}: ${explain(cause, migration.script)}`, {
      cause,
    })
  }
}

function explain(cause: unknown, script: string): string {
  if (!(cause instanceof DatabaseError)) return cause instanceof Error ? cause.message : String(cause)
  if (cause.code === LOCK_NOT_AVAILABLE) {
    return `a table was in use for longer than ${LOCK_TIMEOUT}. Nothing of it was applied; run it again, or end the transaction in its way.`
  }
  const line = cause.position ? ` (line ${script.slice(0, Number(cause.position)).split('\n').length})` : ''
  return `${cause.message}${line}. Nothing of it was applied.`
}

async function readKitMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(names.map((name) => readMigration(name.slice(0, -'.sql'.length), join(folder, name))))
}

async function readServiceMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  return Promise.all(names.sort().map((name) => readMigration(name, join(folder, name, 'migration.sql'))))
}

async function readMigration(name: string, file: string): Promise<Migration> {
  const script = await readFile(file, 'utf8')
  return { name, script, checksum: createHash('sha256').update(script).digest('hex') }
}

function hasCode(error: unknown, codes: string[]): boolean {
  return error instanceof DatabaseError && error.code !== undefined && codes.includes(error.code)
}
