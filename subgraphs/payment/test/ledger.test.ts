import { newId } from '@lms/kit/ids'
import { eventually } from '@lms/testkit/eventually'
import { setUp } from '@lms/testkit/set-up'
import { afterAll, expect, test } from 'vitest'
import { expectBalancedBooks } from './books.ts'
import { buy, SUCCEEDED, startUntoldPayment, stripeEvents } from './purchases.ts'
import { post, stripeWebhook } from './signed-webhooks.ts'

const payment = setUp(startUntoldPayment)
afterAll(() => expectBalancedBooks(payment.database))

/** An order that waits for money, and the webhook that says it was taken. */
async function order() {
  const { bought, status } = await buy(payment)
  const webhook = (await stripeEvents(payment, bought))(SUCCEEDED)
  return { orderId: bought.order.id, webhook, orderStatus: async () => (await status())[0] }
}

async function paidOrder(): Promise<string> {
  const { orderId, webhook, orderStatus } = await order()
  await post(payment, webhook)
  expect(await orderStatus()).toBe('PAID')
  return orderId
}

test.each([
  'update ledger_entry set amount_minor = amount_minor + 1',
  'delete from ledger_entry',
  'truncate ledger_entry',
  "update ledger_transaction set kind = 'SALE'",
  'delete from ledger_transaction',
  'truncate ledger_transaction cascade',
])('what is booked cannot be changed by "%s"', async (sql) => {
  await paidOrder()
  await expect(payment.database.query(sql)).rejects.toThrow('the ledger is append-only')
})

test.each([
  ['one-sided', '1, 2', 'EUR', 'EUR'],
  ['balanced over two currencies', '1, -1', 'EUR', 'USD'],
])('a movement that is %s is refused', async (_what, amounts, ...currencies) => {
  const orderId = await paidOrder()
  const [first, second] = amounts.split(', ')
  const book = `
    with booked as (
      insert into ledger_transaction (id, kind, order_id, payment_id, provider, reference, created_at)
      select '${newId('ledger')}', 'CHARGE', order_id, id, provider, '${newId('ref')}', created_at
      from payment where order_id = $1 returning id
    )
    insert into ledger_entry (id, transaction_id, account, holder, amount_minor, currency)
    select side.id, booked.id, 'BUYER', 'somebody', side.amount, side.currency
    from booked, (values ('${newId('entry')}', ${first}, '${currencies[0]}'), ('${newId('entry')}', ${second}, '${currencies[1]}'))
      as side (id, amount, currency)`
  await expect(payment.database.query(book, [orderId])).rejects.toThrow('does not balance')
})

test('an empty movement is refused', async () => {
  const orderId = await paidOrder()
  const book = `insert into ledger_transaction (id, kind, order_id, payment_id, provider, reference, created_at)
    select 'ledger_empty', 'CHARGE', order_id, id, provider, 'ref_empty', created_at from payment where order_id = $1`
  await expect(payment.database.query(book, [orderId])).rejects.toThrow('does not balance')
})

test('an order cannot be sold twice', async () => {
  const orderId = await paidOrder()
  const book = `insert into ledger_transaction (id, kind, order_id, created_at)
    select 'ledger_twice', 'SALE', id, created_at from "order" where id = $1`
  await expect(payment.database.query(book, [orderId])).rejects.toThrow('ledger_transaction_sale_key')
})

test.each([
  ['price', 'minor_units = -1'],
  ['price', 'minor_units = 9007199254740992'],
  ['price', "currency = 'eur'"],
  ['"order"', 'total_minor = 9007199254740992'],
  ['payment', 'amount_minor = 0'],
])('the database refuses a %s with %s', async (table, assignment) => {
  await paidOrder()
  await expect(payment.database.query(`update ${table} set ${assignment}`)).rejects.toThrow(/violates check constraint/)
})

test('books, order, grants and events come together or not at all', async () => {
  const { orderId, webhook, orderStatus } = await order()
  await payment.database.query('alter table kit.outbox add constraint broken check (false) not valid')
  expect(await post(payment, webhook)).toBe(200)
  expect(await orderStatus()).toBe('PENDING')
  expect(await payment.database.query('select id from ledger_transaction where order_id = $1', [orderId])).toEqual([])
  await payment.database.query('alter table kit.outbox drop constraint broken')
  payment.clock.advance(61_000)
  await eventually(orderStatus, (status) => expect(status).toBe('PAID'))
})

test('two processes that are told of the same payment at once book it once', async () => {
  const replica = await payment.startReplica()
  try {
    for (let round = 0; round < 5; round++) {
      const { orderId, webhook, orderStatus } = await order()
      const renamed = toldAgain(webhook.body)
      const urls = [payment.url, replica.url]
      await Promise.all(urls.flatMap((url) => [webhook, renamed].map((one) => post({ ...payment, url }, one))))
      await eventually(orderStatus, (status) => expect(status).toBe('PAID'))
      const booked = await payment.database.query('select id from ledger_transaction where order_id = $1', [orderId])
      expect(booked).toHaveLength(2)
    }
  } finally {
    await replica.stop()
  }
})

/** The same news in an event of its own. */
function toldAgain(body: string) {
  const { data, type } = JSON.parse(body)
  return stripeWebhook(payment, data.object, { type })
}
