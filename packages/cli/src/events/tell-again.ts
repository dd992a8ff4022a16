import { EVENTS } from '@lms/contracts/catalogue'
import { consumersOf } from './domain-of.ts'
import type { Ask } from './find-lost.ts'

/** How many events of one domain another one gets again. */
export interface ToldAgain {
  producer: string
  consumer: string
  count: number
}

interface Told {
  position: string
  id: string
  type: string
}

const PAGE = 5_000

const READ = `
  select position::text, event_id as id, type from kit.outbox
  where position > $1 and published_at is not null and created_at >= $2 and type = any($3)
  order by position limit ${PAGE}`

/**
 * Lets the relays publish once more what they had published since a time and a consumer has not handled: with its database
 * that was forgotten, and where its group stands in Kafka says nothing any more. Who knows an event ignores it.
 */
export async function tellAgain(since: Date, ask: Ask): Promise<ToldAgain[]> {
  const counts: ToldAgain[] = []
  for (const [producer, events] of Map.groupBy(EVENTS, ({ domain }) => domain)) {
    const types = events.map(({ type }) => type).filter((type) => consumersOf(type).length > 0)
    const missing = new Map<string, number>()
    for (let after = '0'; ; ) {
      const page: Told[] = await ask(producer, READ, [after, since.toISOString(), types])
      const ids = new Set<string>()
      for (const [consumer, unknown] of await findUnknown(page, ask)) {
        missing.set(consumer, (missing.get(consumer) ?? 0) + unknown.length)
        for (const id of unknown) ids.add(id)
      }
      if (ids.size > 0)
        await ask(producer, 'update kit.outbox set published_at = null, attempts = 0 where event_id = any($1)', [
          [...ids],
        ])
      if (page.length < PAGE) break
      after = page.at(-1)?.position ?? after
    }
    for (const [consumer, count] of missing) if (count > 0) counts.push({ producer, consumer, count })
  }
  return counts
}

/** Ids of the events that a consumer does not know, by consumer. */
async function findUnknown(page: readonly Told[], ask: Ask): Promise<Map<string, string[]>> {
  const concerned = page.flatMap(({ id, type }) => consumersOf(type).map((consumer) => ({ consumer, id })))
  const unknown = new Map<string, string[]>()
  for (const [consumer, entries] of Map.groupBy(concerned, ({ consumer }) => consumer)) {
    const ids = entries.map(({ id }) => id)
    const known = await ask<{ id: string }>(
      consumer,
      'select event_id as id from kit.inbox where consumer = $1 and event_id = any($2)',
      [`${consumer}-service`, ids],
    )
    const handled = new Set(known.map(({ id }) => id))
    unknown.set(
      consumer,
      ids.filter((id) => !handled.has(id)),
    )
  }
  return unknown
}
