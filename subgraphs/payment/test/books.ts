import type { TestDatabase } from '@lms/testkit/database'
import { expect } from 'vitest'

/** What must hold of the books at any moment; each statement looks for what contradicts it. */
const CONTRADICTIONS = {
  'every movement balances in each currency':
    'select transaction_id from ledger_entry group by transaction_id, currency having sum(amount_minor) <> 0',
  'a paid order is sold for its total': `
    select o.id from "order" o
      left join ledger_transaction t on t.order_id = o.id and t.kind = 'SALE'
      left join ledger_entry e on e.transaction_id = t.id and e.account = 'SALES'
    where o.status = 'PAID' group by o.id having coalesce(-sum(e.amount_minor), 0) <> o.total_minor`,
  'nothing is sold in an order that is not paid': `
    select t.id from ledger_transaction t join "order" o on o.id = t.order_id
    where t.kind = 'SALE' and o.status <> 'PAID'`,
  'lines add up to their order': `
    select o.id from "order" o join order_line l on l.order_id = o.id group by o.id having sum(l.price_minor) <> o.total_minor`,
  'exactly the lines of paid orders are granted': `
    select l.id from order_line l join "order" o on o.id = l.order_id
    where (l.fulfilment <> 'PENDING') <> (o.status = 'PAID')`,
  'lines that were granted were told, and no others': `
    select l.id from order_line l left join kit.outbox e on e.key = l.id and e.type = 'lms.payment.grant-issued.v1'
    group by l.id, l.fulfilment having (count(e.event_id) = 0) <> (l.fulfilment = 'PENDING')`,
  'a line is taken back when all of it was given back': `
    select l.id from order_line l left join refund r on r.order_line_id = l.id and r.status = 'SUCCEEDED'
    group by l.id, l.fulfilment, l.price_minor
    having (l.fulfilment = 'REVOKED') <> (coalesce(sum(r.amount_minor), 0) = l.price_minor and l.price_minor > 0)`,
  'each refund that succeeded is booked once, for its amount': `
    select r.id from refund r left join ledger_transaction t on t.reference = r.provider_reference and t.kind = 'REFUND'
      left join ledger_entry e on e.transaction_id = t.id and e.account = 'SALES'
    group by r.id, r.status, r.amount_minor
    having coalesce(sum(e.amount_minor), 0) <> case r.status when 'SUCCEEDED' then r.amount_minor else 0 end`,
  'each paid order was told once': `
    select o.id from "order" o left join kit.outbox e on e.key = o.id and e.type = 'lms.payment.order-paid.v1'
    group by o.id having count(e.event_id) <> case o.status when 'PAID' then 1 else 0 end`,
}

/** Fails with the rows that contradict one another. */
export async function expectBalancedBooks(database: TestDatabase): Promise<void> {
  for (const [rule, sql] of Object.entries(CONTRADICTIONS)) expect(await database.query(sql), rule).toEqual([])
}
