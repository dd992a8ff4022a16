import { readFile } from 'node:fs/promises'
import type { ProcessStackOptions } from '@lms/testkit/process-stack'
import { Redis } from 'ioredis'
import { Client } from 'pg'

/** What the servers behind the services have done so far. */
export interface ServerWork {
  'Redis commands': number
  'transactions of PostgreSQL': number
  'ms in transactions': number
  'ms in transactions of the busiest database': number
  'bytes of WAL': number
  'bytes on disk': number
  'events published': number
  'events of the busiest service': number
}

/** For so long a connection is nobody else's, past a pooler. */
const BUSY = 'active_time + idle_in_transaction_time'

export interface ServerWatch extends AsyncDisposable {
  /** Their processes, where a service's name would stand. */
  readonly pids: ReadonlyMap<string, number>
  look(): Promise<ServerWork>
}

/** Looks at PostgreSQL and Redis by what they count themselves. */
export async function watchServers(
  { databaseServer, redisUrl }: Pick<ProcessStackOptions, 'databaseServer' | 'redisUrl'>,
  databases: ReadonlyMap<string, string>,
): Promise<ServerWatch> {
  await using opened = new AsyncDisposableStack()
  const redis = opened.adopt(new Redis(redisUrl), (client) => client.disconnect())
  const connect = async (connectionString: string) => {
    const client = opened.adopt(new Client({ connectionString }), (each) => each.end())
    await client.connect()
    return client
  }
  const server = await connect(databaseServer)
  const outboxes = await Promise.all([...databases.values()].map(connect))
  const pids = new Map([
    ['postgres', await parentOf(await numberOf(server, 'select pg_backend_pid()'))],
    ['redis', await infoOf(redis, 'server', 'process_id')],
  ])
  const running = opened.move()
  return {
    pids,
    async look() {
      const events = await Promise.all(
        outboxes.map((client) => numberOf(client, 'select count(published_at) from kit.outbox')),
      )
      return {
        'Redis commands': await infoOf(redis, 'stats', 'total_commands_processed'),
        'transactions of PostgreSQL': await numberOf(server, 'select sum(xact_commit) from pg_stat_database'),
        'ms in transactions': await numberOf(server, `select sum(${BUSY}) from pg_stat_database`),
        'ms in transactions of the busiest database': await numberOf(
          server,
          `select max(${BUSY}) from pg_stat_database`,
        ),
        'bytes of WAL': await numberOf(server, "select pg_current_wal_lsn() - '0/0'"),
        'bytes on disk': await numberOf(server, 'select sum(pg_database_size(oid)) from pg_database'),
        'events published': events.reduce((sum, count) => sum + count, 0),
        'events of the busiest service': Math.max(...events),
      }
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

async function numberOf(client: Client, sql: string): Promise<number> {
  const { rows } = await client.query({ text: sql, rowMode: 'array' })
  return Number(rows[0]?.[0] ?? 0)
}

async function infoOf(redis: Redis, section: string, name: string): Promise<number> {
  return Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(await redis.info(section))?.[1] ?? 0)
}

/** The process that started another (Linux). */
async function parentOf(pid: number): Promise<number> {
  return Number(/^PPid:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
}

/** What was done between two looks, in a second. */
export const perSecond = (from: ServerWork, to: ServerWork, seconds: number): ServerWork =>
  Object.fromEntries(
    Object.entries(to).map(([name, value]) => [name, (value - from[name as keyof ServerWork]) / seconds]),
  ) as unknown as ServerWork
