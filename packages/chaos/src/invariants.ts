import { TOPICS } from '@lms/contracts/catalogue'
import { listDeadLetters } from '@lms/kit/events/dead-letters'
import { readEnvelope } from '@lms/kit/events/read-envelope'
import { readLog } from '@lms/kit/events/read-log'
import { SERVICES } from '@lms/local/services'
import { compareFigures } from './compare-figures.ts'
import { compareNotifications } from './compare-notifications.ts'
import { differ, idsOf } from './compare-sets.ts'
import { type Databases, type Observed, PARTS } from './system.ts'

/** Rows of one database that contradict what must hold. */
const CONTRADICTIONS: Readonly<Record<string, readonly [service: string, sql: string]>> = {
  'every movement of money balances': [
    'payment',
    'select transaction_id as id from ledger_entry group by transaction_id, currency having sum(amount_minor) <> 0',
  ],
  'an order is charged once': [
    'payment',
    "select order_id as id from ledger_transaction where kind = 'CHARGE' group by order_id having count(*) > 1",
  ],
  'a paid order is sold for its total': [
    'payment',
    `select o.id from "order" o left join ledger_transaction t on t.order_id = o.id and t.kind = 'SALE'
      left join ledger_entry e on e.transaction_id = t.id and e.account = 'SALES'
      where o.status = 'PAID' group by o.id having coalesce(-sum(e.amount_minor), 0) <> o.total_minor`,
  ],
  'a refund is booked once': [
    'payment',
    `select r.id from refund r left join ledger_transaction t on t.reference = r.provider_reference and t.kind = 'REFUND'
      left join ledger_entry e on e.transaction_id = t.id and e.account = 'SALES' group by r.id
      having coalesce(sum(e.amount_minor), 0) <> case r.status when 'SUCCEEDED' then r.amount_minor else 0 end`,
  ],
  'nobody has two enrolments in a course': [
    'course',
    'select min(id) as id from enrollment group by course_id, user_id having count(*) > 1',
  ],
  'every e-mail is sent': ['notification', "select id from delivery where state <> 'SENT'"],
  'every saga is finished': ['payment', 'select key as id from kit.saga where finished_at is null'],
}

/** Everything that does not hold, in sentences; none when all is well. The system must be quiet. */
export async function findBreaks(system: Databases, parts: readonly string[] = PARTS): Promise<string[]> {
  const breaks: string[] = []
  for (const [rule, [service, sql]] of Object.entries(CONTRADICTIONS)) {
    const rows = await system.query<{ id: string }>(service, sql)
    if (rows.length > 0) breaks.push(`${rule}: not so for ${rows.map(({ id }) => id).join(', ')}`)
  }
  for (const compare of COMPARISONS) breaks.push(...(await compare(system, parts)))
  return breaks
}

/** What databases must agree upon. */
const COMPARISONS: readonly ((system: Databases, parts: readonly string[]) => Promise<string[]>)[] = [
  compareAccess,
  compareInboxes,
  compareRosters,
  compareNotifications,
  compareFigures,
]

/** How many kinds of things `findBreaks` looks into. */
export const INVARIANTS = Object.keys(CONTRADICTIONS).length + COMPARISONS.length

/** No paid line without its access, no access without a paid line, and what was given back gives none. */
async function compareAccess(system: Databases): Promise<string[]> {
  const grants = (live: boolean) =>
    idsOf(
      system,
      'course',
      `select source_id as id from access_grant where source = 'ORDER' and (revoked_at is null) = ${live}`,
    )
  const lines = (fulfilment: string) =>
    idsOf(system, 'payment', `select id from order_line where fulfilment = '${fulfilment}'`)
  return [
    ...differ('paid lines and grants', await lines('GRANTED'), await grants(true)),
    ...differ('lines given back and grants revoked', await lines('REVOKED'), await grants(false)),
  ]
}

/** Each service has handled exactly the events that were told and concern it. */
async function compareInboxes(system: Databases, parts: readonly string[]): Promise<string[]> {
  const breaks: string[] = []
  for (const consumer of parts) {
    const handlers = SERVICES.find(({ name }) => name === consumer)?.start.handlers ?? []
    const told = new Set<string>()
    for (const producer of parts) {
      const types = handlers.flatMap(({ definition }) => (definition.domain === producer ? [definition.type] : []))
      const rows = await system.query<{ id: string }>(
        producer,
        'select event_id as id from kit.outbox where type = any($1)',
        [types],
      )
      for (const { id } of rows) told.add(id)
    }
    const handled = await idsOf(system, consumer, "select event_id as id from kit.inbox where outcome <> 'LOST'")
    breaks.push(...differ(`events told to ${consumer} and handled by it`, told, handled))
  }
  return breaks
}

/** Those who follow the enrolments know them as they are. */
async function compareRosters(system: Databases): Promise<string[]> {
  const right = await idsOf(
    system,
    'course',
    'select distinct e.id from enrollment e join access_grant g on g.enrollment_id = e.id where g.revoked_at is null',
  )
  const breaks: string[] = []
  for (const follower of ['assessment', 'live-session', 'file']) {
    const known = await idsOf(system, follower, 'select enrollment_id as id from roster_enrollment where active')
    breaks.push(...differ(`enrolments and the roster of ${follower}`, right, known))
  }
  return breaks
}

/** What the log shows of how events travelled. */
export interface History {
  /** Where an aggregate's versions do not grow. */
  breaks: string[]
  events: number
  /** Messages that brought an event again. */
  repeats: number
}

/**
 * Reads the whole log: each aggregate's versions must grow, apart from what was delivered again.
 * @param lost events that count as never told
 */
export async function readHistory(system: Observed, lost: ReadonlySet<string> = new Set()): Promise<History> {
  const seen = new Set<string>()
  const latest = new Map<string, number>()
  const history: History = { breaks: [], events: 0, repeats: 0 }
  await readLog(system.kafka, TOPICS, ({ topic, value }) => {
    const event = readEnvelope(value)
    if (!event || lost.has(event.id)) return
    if (seen.has(event.id)) return void history.repeats++
    seen.add(event.id)
    const key = `${topic} ${event.subject}`
    const before = latest.get(key) ?? 0
    if (event.aggregateversion < before)
      history.breaks.push(`${key}: version ${event.aggregateversion} came after ${before}`)
    latest.set(key, Math.max(before, event.aggregateversion))
  })
  return { ...history, events: seen.size }
}

/** Dead letters; whoever sent poison knows how many there must be. */
export const countDeadLetters = async (system: Observed): Promise<number> =>
  (await listDeadLetters(system.kafka, TOPICS)).length
