import { type Databases, PARTS } from '@lms/chaos/system'
import { grantIssued } from '@lms/contracts/payment'
import type { Committed } from './moment.ts'

/** How much there is. */
export interface Figures {
  events: number
  orders: number
}

export async function readFigures({ query }: Databases): Promise<Figures> {
  const count = async (service: string, table: string) =>
    (await query<{ n: number }>(service, `select count(*)::int as n from ${table}`))[0]?.n ?? 0
  const events = await Promise.all(PARTS.map((part) => count(part, 'kit.outbox')))
  return { events: events.reduce((sum, each) => sum + each, 0), orders: await count('payment', '"order"') }
}

const COMMITTED = '(extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000000)::bigint::text as at'

const committed = async ({ query }: Databases, service: string, sql: string): Promise<Committed[]> =>
  (await query<{ id: string; at: string }>(service, sql)).map(({ id, at }) => ({ id, at: BigInt(at) }))

/** When orders were paid: their sale is booked in the same transaction, and never changed. */
export const readSales = (system: Databases): Promise<Committed[]> =>
  committed(system, 'payment', `select order_id as id, ${COMMITTED} from ledger_transaction where kind = 'SALE'`)

/** When payment had noted that Kafka took what it tells course of a paid order. */
export const readTold = (system: Databases): Promise<Committed[]> =>
  committed(
    system,
    'payment',
    `select (select order_id from order_line where id = key) as id, ${COMMITTED} from kit.outbox
      where type = '${grantIssued.type}' and published_at is not null`,
  )

/** When what an order bought was granted, by the order, which has one line here. */
export async function readGrants(system: Databases): Promise<Committed[]> {
  const lines = await system.query<{ id: string; order_id: string }>('payment', 'select id, order_id from order_line')
  const orders = new Map(lines.map(({ id, order_id }) => [id, order_id]))
  const grants = await committed(
    system,
    'course',
    `select source_id as id, ${COMMITTED} from access_grant where revoked_at is null`,
  )
  return grants.flatMap(({ id, at }) => {
    const order = orders.get(id)
    return order === undefined ? [] : [{ id: order, at }]
  })
}

/** The last commit that PostgreSQL knows of. */
export async function readLastCommit({ query }: Databases): Promise<Date> {
  const [row] = await query<{ at: Date }>('payment', 'select timestamp as at from pg_last_committed_xact()')
  if (!row?.at) throw new Error('PostgreSQL knows of no commit')
  return row.at
}

/** Ids of the events that somebody was told to forget. */
export async function readLostIds({ query }: Databases): Promise<Set<string>> {
  const ids = await Promise.all(
    PARTS.map((part) => query<{ id: string }>(part, "select event_id as id from kit.inbox where outcome = 'LOST'")),
  )
  return new Set(ids.flat().map(({ id }) => id))
}
