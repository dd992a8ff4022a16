import type { EventEnvelope } from '@lms/contracts/event'
import { consumersOf } from './domain-of.ts'
import type { Ask } from './find-lost.ts'

/** An event that a service acted upon although its producer does not know it. */
export interface Orphan {
  consumer: string
  id: string
  type: string
}

const MARK = `
  with lost as (
    select * from jsonb_to_recordset($2::jsonb) as lost (id text, type text, subject text, version bigint)
  ), marked as (
    insert into kit.inbox (consumer, event_id, type, subject, aggregate_version, outcome, handled_at)
    select $1, id, type, subject, version, 'LOST', now() from lost
    on conflict do nothing
    returning event_id
  )
  select lost.id, lost.type from lost
  join kit.inbox on inbox.consumer = $1 and inbox.event_id = lost.id and inbox.outcome <> 'LOST'`

/**
 * Notes in the inbox of everybody concerned that nobody may act on these events any more, however they come again.
 * @returns what somebody has already acted upon: then the databases are not of one moment
 */
export async function markLost(lost: readonly EventEnvelope[], ask: Ask): Promise<Orphan[]> {
  const orphans: Orphan[] = []
  const concerned = lost.flatMap((event) => consumersOf(event.type).map((consumer) => ({ consumer, event })))
  for (const [consumer, entries] of Map.groupBy(concerned, ({ consumer }) => consumer)) {
    const notes = entries.map(({ event: { id, type, subject, aggregateversion: version } }) => ({
      id,
      type,
      subject,
      version,
    }))
    const rows = await ask<{ id: string; type: string }>(consumer, MARK, [`${consumer}-service`, JSON.stringify(notes)])
    orphans.push(...rows.map((row) => ({ consumer, ...row })))
  }
  return orphans
}
