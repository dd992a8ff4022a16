import { setTimeout as delay } from 'node:timers/promises'
import { PrismaPg } from '@prisma/adapter-pg'
import type { SubgraphConfig } from './config.ts'
import { isTransactionConflict } from './database-errors.ts'
import { fault } from './fault.ts'
import type { Logger } from './log.ts'
import type { Metrics } from './metrics.ts'

/** What a database connection needs of the configuration. */
export type DatabaseConfig = Pick<
  SubgraphConfig,
  'DATABASE_URL' | 'DATABASE_DIRECT_URL' | 'DB_POOL_SIZE' | 'DB_SSL_MODE' | 'DB_SSL_CA'
>

/** TLS settings of `pg` for `DB_SSL_MODE`. */
export function sslOptions(config: Pick<DatabaseConfig, 'DB_SSL_MODE' | 'DB_SSL_CA'>) {
  if (config.DB_SSL_MODE === 'disable') return false
  if (config.DB_SSL_MODE === 'require') return { rejectUnauthorized: false }
  return { rejectUnauthorized: true, ...(config.DB_SSL_CA ? { ca: config.DB_SSL_CA } : {}) }
}

/** For work that a transaction pooler cannot carry: LISTEN, session locks, migrations. */
export const directConnection = (config: DatabaseConfig) =>
  connectionOptions(config, config.DATABASE_DIRECT_URL ?? config.DATABASE_URL)

function connectionOptions(config: DatabaseConfig, address: string) {
  const url = new URL(address)
  // pg lets a URL's sslmode override the ssl option; DB_SSL_MODE is the one setting here.
  url.searchParams.delete('sslmode')
  return { connectionString: url.href, ssl: sslOptions(config) }
}

interface PrismaClientLike {
  $connect(): Promise<void>
  $disconnect(): Promise<void>
  $on(event: 'query', listener: () => void): unknown
}

interface PrismaClientClass<Client> {
  new (options: {
    adapter: PrismaPg
    errorFormat: 'minimal'
    log: { emit: 'event'; level: 'query' }[]
    transactionOptions: object
  }): Client
}

interface DatabaseOptions {
  config: DatabaseConfig
  log: Logger
  metrics: Metrics
}

/** Makes the client of the service's own database. */
export const createDatabase = <Client>(PrismaClient: unknown, options: DatabaseOptions): Client =>
  createClient(PrismaClient, options, connectionOptions(options.config, options.config.DATABASE_URL), UTC)

/** Makes a client of the same database on a standby, past any pooler; its sessions refuse to write. */
export function createStandbyDatabase<Client>(PrismaClient: unknown, host: string, options: DatabaseOptions): Client {
  const { DATABASE_DIRECT_URL, DATABASE_URL } = options.config
  const url = new URL(DATABASE_DIRECT_URL ?? DATABASE_URL)
  // Setting the host alone would keep the primary's port.
  url.port = ''
  url.host = host
  const session = `${UTC} -c default_transaction_read_only=on`
  return createClient(PrismaClient, options, connectionOptions(options.config, url.href), session)
}

// The adapter sends instants without a zone, so the session must be in the one that they are in.
const UTC = '-c TimeZone=UTC'

/** Makes a Prisma client whose waits are all bounded; the driver's own defaults wait for ever. */
function createClient<Client>(
  PrismaClient: unknown,
  { config, log, metrics }: DatabaseOptions,
  connection: ReturnType<typeof connectionOptions>,
  session: string,
): Client {
  const adapter = new PrismaPg(
    {
      ...connection,
      max: config.DB_POOL_SIZE,
      connectionTimeoutMillis: 3_000,
      idleTimeoutMillis: 30_000,
      maxLifetimeSeconds: 1_800,
      statement_timeout: 10_000,
      lock_timeout: 3_000,
      idle_in_transaction_session_timeout: 15_000,
      keepAlive: true,
      options: session,
    },
    { onPoolError: (error) => log.warn({ err: error }, 'database connection lost') },
  )
  const client = new (PrismaClient as PrismaClientClass<Client & PrismaClientLike>)({
    adapter,
    // Else messages quote source code; the log knows this form.
    errorFormat: 'minimal',
    log: [{ emit: 'event', level: 'query' }],
    transactionOptions: { maxWait: 5_000, timeout: 10_000 },
  })
  client.$on('query', () => metrics.sqlStatements.inc())
  return client
}

/** Runs database calls as one transaction, again when it lost to a concurrent one. */
export type Transact<Tx> = <Result>(run: (tx: Tx) => Promise<Result>) => Promise<Result>

interface TransactionalClient<Tx> {
  $transaction<Result>(run: (tx: Tx) => Promise<Result>): Promise<Result>
}

const MAXIMUM_TRIES = 5
const LONGEST_FIRST_PAUSE_MS = 20

/** Full jitter: without it the losers of one conflict meet again (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). */
export function createTransact<Tx>(client: TransactionalClient<Tx>): Transact<Tx> {
  return async (run) => {
    for (let attempt = 1; ; attempt++) {
      try {
        const result = await client.$transaction(async (tx) => {
          const done = await run(tx)
          await fault('beforeCommit')
          return done
        })
        await fault('afterCommit')
        return result
      } catch (error) {
        if (attempt >= MAXIMUM_TRIES || !isTransactionConflict(error)) throw error
        await delay(Math.random() * LONGEST_FIRST_PAUSE_MS * 2 ** attempt)
      }
    }
  }
}
