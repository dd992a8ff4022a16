import { setTimeout as delay } from 'node:timers/promises'
import { Client, type ClientConfig } from 'pg'
import { type Bell, createBell } from './bell.ts'

/** Advisory locks live in one database, which is one service's own; the number only has to be nobody else's there. */
const LOCK = 5_020_017_001
const STANDBY_MS = 1_000
const END_MS = 2_000

/** The right to publish, as long as the session lives that holds the lock. */
export interface Leadership {
  client: Client
  /** Rings when a row was appended, when the session is lost, and when it is time to stop. */
  bell: Bell
  /** Aborted when the session is lost: PostgreSQL has then given the lock away, or soon will. */
  lost: AbortSignal
}

/**
 * Waits until this process is the only relay of its database, then runs `work`. Everything that `work` reads and writes
 * goes through the session that holds the lock, so a relay that lost it cannot mark a row.
 * @throws when PostgreSQL is away or goes away
 */
export async function lead(
  { name, connection, stopping }: { name: string; connection: ClientConfig; stopping: AbortSignal },
  work: (leadership: Leadership) => Promise<void>,
): Promise<void> {
  const bell = createBell()
  const losing = new AbortController()
  const client = new Client({
    ...connection,
    application_name: name,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    // Finds out about a server that is gone without a word.
    query_timeout: 15_000,
  })
  const lose = (error: Error) => {
    losing.abort(error)
    bell.ring()
  }
  client.on('error', lose)
  client.on('end', () => lose(new Error('The session with PostgreSQL has ended')))
  client.on('notification', bell.ring)
  stopping.addEventListener('abort', bell.ring)
  try {
    await client.connect()
    await prepare(client)
    while (!stopping.aborted && !losing.signal.aborted) {
      if (await tryLock(client)) return await work({ client, bell, lost: losing.signal })
      await bell.wait(STANDBY_MS)
    }
    if (!stopping.aborted) losing.signal.throwIfAborted()
  } finally {
    stopping.removeEventListener('abort', bell.ring)
    // Ending the session gives the lock back. A server that does not answer is not waited for.
    await Promise.race([client.end().catch(() => {}), delay(END_MS, undefined, { ref: false })])
  }
}

/**
 * Lets the server notice within a minute that this process's machine is gone, and so free the lock. What the session
 * writes, that events were published, may be lost with the server: they are then published again.
 */
async function prepare(client: Client): Promise<void> {
  await client.query('set synchronous_commit = off')
  await client.query('set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3')
  await client.query('listen outbox')
}

async function tryLock(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [LOCK])
  return rows[0]?.locked === true
}
