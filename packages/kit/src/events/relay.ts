import { setTimeout as delay } from 'node:timers/promises'
import type { ClientConfig } from 'pg'
import type { Clock } from '../clock.ts'
import type { Logger } from '../log.ts'
import type { EventBus } from './bus.ts'
import { lead } from './lead.ts'
import { publishOutbox } from './publish-outbox.ts'
import { retryPause } from './retry-pause.ts'

/** What a batch in hand gets to finish when the relay stops; after that its rows are left for the next relay. */
const STOP_GRACE_MS = 5_000

export interface RelayOptions {
  service: string
  /** The service's database, past any pooler: the lock and the wake-ups belong to the session. */
  connection: ClientConfig
  bus: Pick<EventBus, 'publish'>
  clock: Clock
  log: Logger
  /** Rows published together; one batch is under way at a time. */
  batchSize?: number
}

export interface Relay {
  /** Finishes the batch in hand and lets another process take over. */
  stop(): Promise<void>
}

/**
 * Publishes what the service appends, in order per subject and at least once. Every process of a service runs a relay;
 * one at a time is active, the others stand by. Faults of PostgreSQL and of the bus are waited out.
 */
export function startRelay(options: RelayOptions): Relay {
  const stopping = new AbortController()
  const cutting = new AbortController()
  const finished = run(options, { stopping: stopping.signal, cutting: cutting.signal })
  return {
    async stop() {
      stopping.abort()
      const graceOver = new AbortController()
      const grace = delay(STOP_GRACE_MS, undefined, { signal: graceOver.signal }).then(
        () => cutting.abort(new Error('The relay was stopped before the batch was published')),
        () => {},
      )
      await Promise.race([finished, grace])
      graceOver.abort()
      await finished
    },
  }
}

interface Stops {
  /** Start nothing new. */
  stopping: AbortSignal
  /** Do not even wait for what is under way. */
  cutting: AbortSignal
}

async function run(options: RelayOptions, stops: Stops): Promise<void> {
  const { service, connection, log } = options
  let failures = 0
  while (!stops.stopping.aborted) {
    try {
      await lead({ name: `${service}-relay`, connection, stopping: stops.stopping }, async (leadership) => {
        failures = 0
        log.info('publishing the outbox')
        await publishOutbox(leadership, { ...options, ...stops })
      })
    } catch (error) {
      if (stops.stopping.aborted) return
      failures++
      log.warn({ err: error }, 'the outbox cannot be read; trying again')
      await delay(retryPause(failures), undefined, { signal: stops.stopping }).catch(() => {})
    }
  }
}
