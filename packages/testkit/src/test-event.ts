import { randomUUID } from 'node:crypto'
import type { EventDefinition, EventEnvelope, EventOf } from '@lms/contracts/event'
import type { Clock } from '@lms/kit/clock'
import type { EventBus } from '@lms/kit/events/bus'
import { newId } from '@lms/kit/ids'

/** An event of another domain as a test tells it. */
export interface TestEvent<Definition extends EventDefinition> {
  subject: string
  /** Version of the aggregate; 1 when absent. */
  version?: number
  /** When it became true; now when absent. */
  time?: Date
  data: EventOf<Definition>['data']
}

/** Puts what a test tells into an envelope as its owner would. */
export function sealEvent<Definition extends EventDefinition>(
  definition: Definition,
  { subject, version = 1, time, data }: TestEvent<Definition>,
  clock: Clock,
): EventEnvelope {
  return {
    specversion: '1.0',
    id: newId('event'),
    type: definition.type,
    source: `${definition.domain}-service`,
    subject,
    time: (time ?? clock.now()).toISOString(),
    datacontenttype: 'application/json',
    dataschema: `urn:lms:event:${definition.type}`,
    aggregateversion: version,
    correlationid: randomUUID(),
    data: definition.data.parse(data),
  }
}

/** Sends an event to whoever has subscribed to its domain. */
export async function publishEvent(bus: EventBus, envelope: EventEnvelope): Promise<void> {
  const topic = envelope.type.split('.').slice(0, 2).join('.')
  await bus.publish(topic, [{ key: envelope.subject, value: JSON.stringify(envelope), headers: {} }])
}
