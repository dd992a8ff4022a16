import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { StackError } from './stack-error.ts'

const RECONNECT_TRIES = 10
const PAUSE_MS = 500
/** A server that has ended refuses at once; one that does not answer yet is on a busy machine. */
const LONGEST_CONNECT_MS = 10_000

/** Rejects with a StackError when the server has ended; a restart that takes less than five seconds is no end. */
export async function watchPostgres(url: string, signal: AbortSignal): Promise<never> {
  for (;;) {
    const client = await reconnect(url)
    const ended = once(client, 'end', { signal })
    // The end is announced twice, as an error and as an end.
    client.on('error', () => {})
    try {
      await ended
    } catch {
      await client.end().catch(() => {})
      signal.throwIfAborted()
    }
  }
}

async function reconnect(connectionString: string): Promise<Client> {
  for (let attempt = 1; ; attempt++) {
    const client = new Client({ connectionString, connectionTimeoutMillis: LONGEST_CONNECT_MS })
    client.on('error', () => {})
    try {
      await client.connect()
      return client
    } catch (cause) {
      if (attempt === RECONNECT_TRIES) {
        throw new StackError(
          'PostgreSQL has ended and does not come back.',
          'Its log says why (.local/postgres/server.log). Start again; committed data is kept.',
          { cause },
        )
      }
      await delay(PAUSE_MS)
    }
  }
}
