import { type EventDefinition, EventEnvelope, type EventOf } from '@lms/contracts/event'
import { newId } from '../ids.ts'
import type { SqlClient } from '../sql.ts'
import { activeTraceparent } from '../tracing.ts'
import type { EventCause } from './event-cause.ts'

/** Well under Kafka's limit of 1 MiB for a message: a larger one would stop the relay behind it for ever. */
const LARGEST_ENVELOPE_BYTES = 256 * 1024

export interface NewEvent<Definition extends EventDefinition> {
  /** Id of the aggregate; events of one subject are delivered in the order in which they were appended. */
  subject: string
  /** Version of the aggregate after the fact; grows with each event of the subject. */
  version: number
  data: EventOf<Definition>['data']
  /** The instant of the write, from the clock. An instant that means something else belongs into `data`. */
  time: Date
  cause: EventCause
}

/**
 * Records that something happened, in the transaction that made it true; the relay publishes it after the commit.
 * Write the aggregate's row first: its lock is what puts concurrent events of one subject in order.
 *
 * @returns the event's id
 * @throws ZodError when the data or the cause does not fit its schema, RangeError when the event is too large: bugs both
 */
export async function appendEvent<Definition extends EventDefinition>(
  tx: SqlClient,
  definition: Definition,
  event: NewEvent<Definition>,
): Promise<string> {
  const envelope = seal(definition, event)
  const json = JSON.stringify(envelope)
  if (Buffer.byteLength(json) > LARGEST_ENVELOPE_BYTES) {
    throw new RangeError(`${definition.type} is larger than ${LARGEST_ENVELOPE_BYTES} bytes`)
  }
  await tx.$executeRaw`
    with appended as (
      insert into kit.outbox (event_id, topic, key, type, aggregate_version, envelope, created_at)
      values (${envelope.id}, ${definition.topic}, ${event.subject}, ${definition.type}, ${event.version},
        ${json}::jsonb, ${envelope.time}::timestamptz)
      returning position
    )
    select pg_notify('outbox', '') from appended`
  return envelope.id
}

function seal(definition: EventDefinition, { subject, version, data, time, cause }: NewEvent<EventDefinition>) {
  const traceparent = activeTraceparent() ?? cause.traceparent
  return EventEnvelope.parse({
    specversion: '1.0',
    id: newId('event'),
    type: definition.type,
    source: cause.source,
    subject,
    time: time.toISOString(),
    datacontenttype: 'application/json',
    dataschema: `urn:lms:event:${definition.type}`,
    aggregateversion: version,
    correlationid: cause.correlationId,
    ...(cause.causationId === undefined ? {} : { causationid: cause.causationId }),
    ...(traceparent === undefined ? {} : { traceparent }),
    data: definition.data.parse(data),
  } satisfies EventEnvelope)
}
