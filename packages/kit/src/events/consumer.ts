import { setTimeout as delay } from 'node:timers/promises'
import type { EventEnvelope } from '@lms/contracts/event'
import { SpanKind } from '@opentelemetry/api'
import type { Registry } from 'prom-client'
import { isTransient } from '../database-errors.ts'
import type { Logger } from '../log.ts'
import type { SqlClient } from '../sql.ts'
import { withSpan } from '../tracing.ts'
import { type Applier, applyOnce } from './apply-once.ts'
import type { EventBus, ReceivedMessage, Subscription } from './bus.ts'
import { countEvents } from './count-events.ts'
import { bury } from './dead-letter.ts'
import type { EventHandler, HandlerContext } from './handles.ts'
import { type ReadMessage, readMessage } from './read-message.ts'
import { retryPause } from './retry-pause.ts'

/** How often an event may fail for a reason of its own before it goes to the dead letters. */
const TRIES = 3

export interface ConsumerOptions<Tx extends SqlClient, Deps extends object> extends Applier<Tx, Deps> {
  /** Names the group of the service's processes, and its rows in the inbox; for example `course-service`. */
  service: string
  bus: EventBus
  /** At most one per event type. A service without any starts a consumer all the same, so that the bus knows it. */
  handlers: readonly EventHandler<Deps & HandlerContext<Tx>>[]
  /** Handed to every handler together with the transaction. */
  deps: Deps
  log: Logger
  /** Gets `lms_events_consumed_total` by type and outcome. */
  registry?: Registry
}

/**
 * Lets a service react to events: each has its effect exactly once, however often it is delivered. Malformed events and
 * those whose handler keeps failing go to the dead letters; a transient fault holds them up for as long as it lasts.
 */
export function startConsumer<Tx extends SqlClient, Deps extends object>(
  options: ConsumerOptions<Tx, Deps>,
): Promise<Subscription> {
  const { service, bus, handlers, log, registry } = options
  const topics = [...new Set(handlers.map(({ definition }) => definition.topic))]
  const byType = indexByType(handlers)
  const count = countEvents(registry)
  return bus.subscribe(service, topics, async (message) => {
    const read = readMessage(message, byType)
    const type = read.kind === 'EVENT' ? read.envelope.type : read.kind === 'MALFORMED' ? read.type : null
    try {
      count(type, await deal(message, read, options))
    } catch (error) {
      count(type, 'RETRIED')
      log.warn({ err: error, type, topic: message.topic, offset: message.offset }, 'event will be tried again')
      throw error
    }
  })
}

/** @throws whatever is transient: the bus then delivers the message again */
async function deal<Tx extends SqlClient, Deps extends object>(
  message: ReceivedMessage,
  read: ReadMessage<Deps & HandlerContext<Tx>>,
  options: ConsumerOptions<Tx, Deps>,
) {
  if (read.kind === 'UNHANDLED') return 'SKIPPED'
  if (read.kind === 'MALFORMED') {
    await bury(message, { error: read.error, attempts: 1 }, options)
    return 'DEAD'
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return await traceHandling(options.service, read.envelope, () => applyOnce(options, read.envelope, read.apply))
    } catch (error) {
      if (isTransient(error)) throw error
      if (attempt === TRIES) {
        await bury(message, { error, attempts: TRIES }, options)
        return 'DEAD'
      }
      await delay(retryPause(attempt))
    }
  }
}

/** The handling belongs to the trace of what made the event, however much later it comes. */
function traceHandling<Outcome extends string>(
  service: string,
  { id, type, traceparent }: EventEnvelope,
  handle: () => Promise<Outcome>,
): Promise<Outcome> {
  const attributes = {
    'messaging.operation.type': 'process',
    'messaging.consumer.group.name': service,
    'messaging.message.id': id,
    'lms.event.type': type,
  }
  return withSpan(`process ${type}`, { kind: SpanKind.CONSUMER, attributes, traceparent }, async (span) => {
    const outcome = await handle()
    span.setAttribute('lms.event.outcome', outcome)
    return outcome
  })
}

function indexByType<Context>(handlers: readonly EventHandler<Context>[]): Map<string, EventHandler<Context>> {
  const byType = new Map<string, EventHandler<Context>>()
  for (const handler of handlers) {
    const { type } = handler.definition
    if (byType.has(type)) throw new Error(`Two handlers for ${type}: the inbox notes an event once per service`)
    byType.set(type, handler)
  }
  return byType
}
