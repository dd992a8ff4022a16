import { TOPICS } from '@lms/contracts/catalogue'
import type { EventEnvelope } from '@lms/contracts/event'
import type { KafkaOptions } from '@lms/kit/events/kafka-client'
import { readEnvelope } from '@lms/kit/events/read-envelope'
import { readLog } from '@lms/kit/events/read-log'
import { domainOf } from './domain-of.ts'

/** Asks the database of a domain. */
export type Ask = <Row extends object>(domain: string, sql: string, values: unknown[]) => Promise<Row[]>

const AT_ONCE = 5_000

/**
 * Finds what the log tells of since a time, and its producer does not know: it told of it after the moment to which its
 * database was restored.
 */
export async function findLost(kafka: KafkaOptions, since: Date, ask: Ask): Promise<EventEnvelope[]> {
  const told = new Map<string, EventEnvelope>()
  const take = ({ value }: { value: string | null }) => {
    const event = readEnvelope(value)
    // A dead letter that was sent again may be older than what an outbox keeps.
    if (event && new Date(event.time) >= since) told.set(event.id, event)
  }
  await readLog(kafka, TOPICS, take, since)
  const lost: EventEnvelope[] = []
  for (const [domain, events] of Map.groupBy(told.values(), ({ type }) => domainOf(type))) {
    for (let from = 0; from < events.length; from += AT_ONCE) {
      const some = events.slice(from, from + AT_ONCE)
      const known = await ask<{ id: string }>(
        domain,
        'select event_id as id from kit.outbox where event_id = any($1)',
        [some.map(({ id }) => id)],
      )
      const ids = new Set(known.map(({ id }) => id))
      lost.push(...some.filter(({ id }) => !ids.has(id)))
    }
  }
  return lost.sort((left, right) => left.time.localeCompare(right.time))
}
