import { setTimeout as delay } from 'node:timers/promises'
import type { EventEnvelope } from '@lms/contracts/event'
import { SpanKind } from '@opentelemetry/api'
import type { Registry } from 'prom-client'
import { isTransient } from '../database-errors.ts'
import { fault } from '../fault.ts'
import type { Logger } from '../log.ts'
import type { SqlClient } from '../sql.ts'
import { withSpan } from '../tracing.ts'
import { type AppliedOutcome, type Applier, applyEvents, type ReadEvent } from './apply-events.ts'
import type { EventBus, ReceivedMessage, Subscription } from './bus.ts'
import { countEvents, type DeliveryOutcome } from './count-events.ts'
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
  /** Gets `lms_events_consumed_total` by type and outcome, and `lms_event_delay_seconds`. */
  registry?: Registry
}

type Handling<Tx, Deps> = Deps & HandlerContext<Tx>

/** A message as it was read, until it is dealt with. */
interface Delivery<Context> {
  message: ReceivedMessage
  read: ReadMessage<Context>
}

/**
 * Lets a service react to events: each has its effect exactly once, however often it is delivered. Malformed events and
 * those whose handler keeps failing go to the dead letters; a transient fault holds them up for as long as it lasts.
 * Events that arrive together share a transaction; where that fails, each is tried in one of its own.
 */
export function startConsumer<Tx extends SqlClient, Deps extends object>(
  options: ConsumerOptions<Tx, Deps>,
): Promise<Subscription> {
  const { service, bus, handlers, clock, log, registry } = options
  const topics = [...new Set(handlers.map(({ definition }) => definition.topic))]
  const byType = indexByType(handlers)
  const count = countEvents(registry, clock, byType.keys())
  return bus.subscribe(service, topics, async (messages) => {
    const deliveries = messages.map((message) => ({ message, read: readMessage(message, service, byType) }))
    const together = await dealTogether(deliveries, options)
    if (together) {
      for (const [index, { read }] of deliveries.entries()) count(read, together[index] ?? 'APPLIED')
      return
    }
    for (const { message, read } of deliveries) {
      try {
        count(read, await deal(message, read, options))
      } catch (error) {
        count(read, 'RETRIED')
        log.warn({ err: error, topic: message.topic, offset: message.offset }, 'event will be tried again')
        throw error
      }
    }
  })
}

/** @returns what became of each, or null where they have to be dealt with one by one */
async function dealTogether<Tx extends SqlClient, Deps extends object>(
  deliveries: readonly Delivery<Handling<Tx, Deps>>[],
  options: ConsumerOptions<Tx, Deps>,
): Promise<DeliveryOutcome[] | null> {
  const events = deliveries.flatMap(({ read }) => (read.kind === 'EVENT' ? [read] : []))
  if (events.length < 2 || deliveries.some(({ read }) => read.kind === 'MALFORMED')) return null
  try {
    const outcomes = await apply(options, events, (envelope, run) => traceHandling(options.service, envelope, run))
    return deliveries.map(({ read }) => (read.kind === 'EVENT' ? (outcomes.shift() ?? 'APPLIED') : 'SKIPPED'))
  } catch (error) {
    options.log.debug({ err: error, events: events.length }, 'events are tried one by one')
    return null
  }
}

/** @throws whatever is transient: the bus then delivers the message again */
async function deal<Tx extends SqlClient, Deps extends object>(
  message: ReceivedMessage,
  read: ReadMessage<Handling<Tx, Deps>>,
  options: ConsumerOptions<Tx, Deps>,
): Promise<DeliveryOutcome> {
  if (read.kind === 'UNHANDLED') return 'SKIPPED'
  if (read.kind === 'MALFORMED') {
    await bury(message, { error: read.error, attempts: 1 }, options)
    return 'DEAD'
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return await traceHandling(options.service, read.envelope, async () => {
        const [outcome = 'APPLIED'] = await apply(options, [read])
        return outcome
      })
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

async function apply<Tx extends SqlClient, Deps extends object>(
  options: ConsumerOptions<Tx, Deps>,
  events: readonly ReadEvent<Handling<Tx, Deps>>[],
  around?: Parameters<typeof applyEvents<Tx, Deps>>[2],
): Promise<AppliedOutcome[]> {
  await fault('beforeHandler')
  const outcomes = await applyEvents(options, events, around)
  await fault('afterHandlerCommit')
  return outcomes
}

/** The handling belongs to the trace of what made the event, however much later it comes. */
function traceHandling<Outcome>(
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
    span.setAttribute('lms.event.outcome', String(outcome ?? 'APPLIED'))
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
