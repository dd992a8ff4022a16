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

/** Kafka's limit of 1 MiB holds for what goes to one partition at once, so also for a whole batch. */
const LARGEST_BATCH_BYTES = 512 * 1024

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
  return withinLimit(rows).map(({ position, topic, key, envelope }) => ({
    position,
    topic,
    message: { key, value: envelope, headers: HEADERS },
  }))
}

/** As many of the first rows as fit into a batch, and at least one. */
function withinLimit<Row extends { envelope: string }>(rows: Row[]): Row[] {
  let bytes = 0
  const end = rows.findIndex(({ envelope }, index) => {
    bytes += Buffer.byteLength(envelope)
    return index > 0 && bytes > LARGEST_BATCH_BYTES
  })
  return end === -1 ? rows : rows.slice(0, end)
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
