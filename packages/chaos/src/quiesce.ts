import { setTimeout as delay } from 'node:timers/promises'
import { readGroupLag } from '@lms/kit/events/read-lag'
import { type Databases, type Observed, PARTS } from './system.ts'

const LONGEST_MS = 120_000

/**
 * Waits until nothing is under way: all is published, all is handled, every saga is finished. It looks twice, because
 * what moves from Kafka to a database while it looks is seen in neither.
 * @returns how long that took in milliseconds
 * @throws when it never gets quiet, with what is still open
 */
export async function quiesce(system: Observed, parts: readonly string[] = PARTS): Promise<number> {
  const start = performance.now()
  let wasQuiet = false
  for (;;) {
    const open = await findOpen(system, parts).catch((error: unknown) => [String(error)])
    const isQuiet = open.length === 0
    if (isQuiet && wasQuiet) return performance.now() - start
    wasQuiet = isQuiet
    if (!isQuiet && performance.now() - start > LONGEST_MS) throw new Error(`It never got quiet: ${open.join('; ')}`)
    await hurry(system).catch(() => {})
    await delay(250)
  }
}

/** What the notification service still has to do. */
const TO_TELL = {
  'broadcasts are not written to everybody': 'select count(*)::int as n from broadcast where finished_at is null',
  'e-mails are not sent': "select count(*)::int as n from delivery where state in ('QUEUED', 'SENDING')",
}

async function findOpen(system: Observed, parts: readonly string[]): Promise<string[]> {
  const open: string[] = []
  for (const part of parts) {
    const [{ n } = { n: 0 }] = await system.query<{ n: number }>(
      part,
      'select count(*)::int as n from kit.outbox where published_at is null',
    )
    if (n > 0) open.push(`${n} events of ${part} are not published`)
  }
  for (const part of ['payment', 'user']) {
    const sagas = await system.query<{ kind: string; key: string; step: string }>(
      part,
      'select kind, key, step from kit.saga where finished_at is null',
    )
    for (const { kind, key, step } of sagas) open.push(`${kind} ${key} is at ${step}`)
  }
  for (const [what, sql] of Object.entries(TO_TELL)) {
    const [{ n } = { n: 0 }] = await system.query<{ n: number }>('notification', sql)
    if (n > 0) open.push(`${n} ${what}`)
  }
  if (open.length > 0) return open
  const groups = parts.map((part) => `${part}-service`)
  const lags = await readGroupLag(system.kafka, groups)
  for (const { group, topic, behind } of lags) if (behind > 0n) open.push(`${group} is ${behind} behind in ${topic}`)
  return open
}

/** What waits for a time does not wait here: as if an hour had passed. */
export async function hurry({ query }: Databases): Promise<void> {
  await query(
    'payment',
    "update payment set claimed_until = null, next_check_at = now() where next_check_at is not null and status <> 'SUCCEEDED'",
  )
  await query(
    'payment',
    "update refund set claimed_until = null, next_check_at = now() where status = 'PENDING' and created_at < now() - interval '3 seconds'",
  )
  await query('payment', 'update webhook_event set next_try_at = now() where next_try_at is not null')
  // A lease lasts five minutes; a process that has held one for ten seconds here is dead.
  await query(
    'notification',
    "update delivery set due_at = now() where (state = 'QUEUED' and due_at > now()) or (state = 'SENDING' and due_at < now() + interval '290 seconds')",
  )
}
