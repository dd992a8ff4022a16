import type { Client } from 'pg'
import type { BusMessage } from './bus.ts'

/** A row that waits to be published. */
export interface OutboxRow {
  position: string
  topic: string
  message: BusMessage
}

/** https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md, structured mode. */
const HEADERS = { 'content-type': 'application/cloudevents+json; charset=utf-8' }

const LONGEST_ERROR = 500

/**
 * The oldest unpublished rows in the order in which they were appended. There is no cursor: positions are drawn before
 * the commit, so a row may turn up behind one that has long been published.
 */
export async function readUnpublished(client: Client, limit: number): Promise<OutboxRow[]> {
  const { rows } = await client.query<{ position: string; topic: string; key: string; envelope: string }>(
    `select position, topic, key, envelope::text as envelope from kit.outbox
     where published_at is null order by position limit $1`,
    [limit],
  )
  return rows.map(({ position, topic, key, envelope }) => ({
    position,
    topic,
    message: { key, value: envelope, headers: HEADERS },
  }))
}

/** Notes that rows are safe with the bus. */
export async function markPublished(client: Client, rows: readonly OutboxRow[], at: Date): Promise<void> {
  await client.query(
    'update kit.outbox set published_at = $1, attempts = attempts + 1 where position = any($2::bigint[])',
    [at, rows.map(({ position }) => position)],
  )
}

/** Notes why rows could not be published; they stay first in line. */
export async function markFailed(client: Client, rows: readonly OutboxRow[], error: unknown): Promise<void> {
  await client.query(
    'update kit.outbox set attempts = attempts + 1, last_error = $1 where position = any($2::bigint[])',
    [String(error).slice(0, LONGEST_ERROR), rows.map(({ position }) => position)],
  )
}
