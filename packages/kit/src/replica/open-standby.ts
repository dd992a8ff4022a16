import { Counter, Gauge, type Registry } from 'prom-client'
import type { Clock } from '../clock.ts'
import { createStandbyDatabase, type DatabaseConfig } from '../database.ts'
import { isStatementTimeout, isTransactionConflict, isTransient } from '../database-errors.ts'
import type { HealthReport } from '../http-app.ts'
import { startJob } from '../job.ts'
import type { Logger } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import type { SqlClient } from '../sql.ts'
import type { BackgroundWork } from '../subgraph.ts'
import { failOver, type ReadAtEither } from './fail-over.ts'
import { createReplicationLag, type ReplicationLag } from './replication-lag.ts'

/** A client that reads. What it leaves out writes, or would hold on to one server. */
export type Replica<Client> = Omit<
  Client,
  '$connect' | '$disconnect' | '$executeRaw' | '$executeRawUnsafe' | '$extends' | '$on' | '$transaction'
>

/** A standby of the service's database. */
export interface Standby<Client> {
  /**
   * Where one request reads what may lag: here while it keeps up, otherwise at the primary. A read that fails here is
   * asked of the primary.
   */
  reader(): Replica<Client>
  /** Looks again and again how far behind it is. */
  watch(): BackgroundWork
  check(): Promise<HealthReport>
  close(): Promise<void>
}

interface StandbyClient extends SqlClient {
  $disconnect(): Promise<void>
}

interface StandbyOptions<Client> {
  service: string
  config: DatabaseConfig & { DATABASE_REPLICA_HOST?: string | undefined; DATABASE_REPLICA_MAX_LAG_MS: number }
  clock: Clock
  log: Logger
  metrics: Metrics
  /** The primary. */
  db: Client
}

/** So often within the longest lag that is tolerated. */
const LOOKS = 5

/** Makes the standby that the configuration names; null where it names none. Nothing is connected yet. */
export function openStandby<Client extends StandbyClient>(
  PrismaClient: unknown,
  options: StandbyOptions<Client>,
): Standby<Client> | null {
  const { service, config, clock, log, metrics, db } = options
  const { DATABASE_REPLICA_HOST: host, DATABASE_REPLICA_MAX_LAG_MS: mostMs } = config
  if (host === undefined) return null
  const standby = createStandbyDatabase<Client>(PrismaClient, host, options)
  const lag = createReplicationLag()
  const isUsable = () => lag.at(performance.now()) <= mostMs
  const reads = observeStandby(metrics.registry, lag)
  const readHere: ReadAtEither = async (_, here) => {
    reads.inc({ server: 'primary' })
    return here()
  }
  const read: ReadAtEither = async (there, here) => {
    if (isUsable()) {
      try {
        const result = await there()
        reads.inc({ server: 'standby' })
        return result
      } catch (error) {
        if (!isTransient(error) || isStatementTimeout(error)) throw error
        // What replay had to break off says nothing against the standby; everything else does until the next look.
        if (!isTransactionConflict(error)) lag.forget()
        log.warn({ err: error }, 'a read failed at the standby and goes to the primary')
      }
    }
    return readHere(there, here)
  }
  const anywhere = failOver(standby, db, read)
  const atPrimary = failOver(standby, db, readHere)
  const watch = createWatch({ db, standby, lag, isUsable, log })
  return {
    reader: () => (isUsable() ? anywhere : atPrimary),
    watch: () => startJob({ service, clock, log }, { name: 'watch-standby', everyMs: mostMs / LOOKS, run: watch }),
    check: async () => ({ ok: isUsable(), detail: { lagMs: shown(lag.at(performance.now())) } }),
    close: () => standby.$disconnect(),
  }
}

function observeStandby(registry: Registry, lag: ReplicationLag): Counter<'server'> {
  new Gauge({
    name: 'lms_replica_lag_seconds',
    help: 'How old what is read at the standby may be at most; infinite while that is not known',
    registers: [registry],
    collect() {
      this.set(lag.at(performance.now()) / 1_000)
    },
  })
  return new Counter({
    name: 'lms_replica_reads_total',
    help: 'Reads that may lag, by the server that was asked last',
    labelNames: ['server'],
    registers: [registry],
  })
}

/** JSON has no infinity. */
const shown = (milliseconds: number) => (Number.isFinite(milliseconds) ? Math.round(milliseconds) : null)

interface Watched {
  db: SqlClient
  standby: SqlClient
  lag: ReplicationLag
  isUsable: () => boolean
  log: Logger
}

/** Looks at both servers, and logs when the standby's use begins or ends. */
function createWatch({ db, standby, lag, isUsable, log }: Watched): () => Promise<void> {
  let wasUsable = false
  return async () => {
    const failure = await look(db, standby, lag).then(
      () => undefined,
      (error: unknown) => error,
    )
    const now = isUsable()
    const detail = { lagMs: shown(lag.at(performance.now())), ...(failure === undefined ? {} : { err: failure }) }
    if (now && !wasUsable) log.info(detail, 'the standby is read')
    if (!now && wasUsable) log.warn(detail, 'the standby is left alone: it is too far behind or away')
    wasUsable = now
  }
}

async function look(db: SqlClient, standby: SqlClient, lag: ReplicationLag): Promise<void> {
  const at = performance.now()
  const [primary] = await db.$queryRaw<{ position: bigint }[]>`
    select (pg_current_wal_lsn() - '0/0')::bigint as position`
  const [copy] = await standby.$queryRaw<{ position: bigint | null }[]>`
    select (pg_last_wal_replay_lsn() - '0/0')::bigint as position`
  if (!primary || !copy) throw new Error('unreachable: a select without a table has one row')
  lag.note({ at, written: primary.position, replayed: copy.position })
}
