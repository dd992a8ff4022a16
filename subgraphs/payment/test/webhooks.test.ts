import { eventually } from '@lms/testkit/eventually'
import { setUp } from '@lms/testkit/set-up'
import { afterAll, describe, expect, test } from 'vitest'
import { expectBalancedBooks } from './books.ts'
import {
  buy,
  capturedEntity,
  PAID,
  PENDING,
  SUCCEEDED,
  snapshot,
  startUntoldPayment,
  stripeEvents,
} from './purchases.ts'
import { post, razorpayWebhook } from './signed-webhooks.ts'

const payment = setUp(startUntoldPayment)
afterAll(() => expectBalancedBooks(payment.database))

const outcomeOf = async (eventId: string) =>
  (
    await payment.database.query<{ outcome: string }>('select outcome from webhook_event where event_id = $1', [
      eventId,
    ])
  ).map(({ outcome }) => outcome)

describe('a genuine webhook', () => {
  test('replayed ten times at once has its effect once', async () => {
    const { bought, status } = await buy(payment)
    const webhook = (await stripeEvents(payment, bought))(SUCCEEDED)
    expect(await Promise.all(Array.from({ length: 10 }, () => post(payment, webhook)))).toEqual(Array(10).fill(200))
    expect(await status()).toEqual(PAID)
    const before = await snapshot(payment, bought)
    await post(payment, webhook)
    expect(await snapshot(payment, bought)).toEqual(before)
  })

  test('told twice by two events in parallel books the money once', async () => {
    const { bought } = await buy(payment, 'RAZORPAY')
    const entity = capturedEntity(bought, 'pay_parallel')
    const webhooks = ['payment.captured', 'order.paid'].map((event) => razorpayWebhook(payment, event, { entity }))
    expect(await Promise.all(webhooks.map((webhook) => post(payment, webhook)))).toEqual([200, 200])
    expect((await snapshot(payment, bought)).booked).toHaveLength(4)
  })

  test('of Razorpay replayed under another event id changes nothing', async () => {
    const { bought, status } = await buy(payment, 'RAZORPAY')
    const webhook = razorpayWebhook(payment, 'payment.captured', { entity: capturedEntity(bought, 'pay_replayed') })
    await post(payment, webhook)
    expect(await status()).toEqual(PAID)
    const before = await snapshot(payment, bought)
    const { 'x-razorpay-event-id': _, ...unnamed } = webhook.headers
    for (const headers of [{ ...webhook.headers, 'x-razorpay-event-id': 'another' }, unnamed, unnamed]) {
      expect(await post(payment, { ...webhook, headers })).toBe(200)
    }
    expect(await snapshot(payment, bought)).toEqual(before)
  })

  test.each([
    ['of an unknown type', { type: 'customer.created', intent: { object: 'customer' } }, 'IGNORED'],
    ['about an unknown payment', { ...SUCCEEDED, intent: { id: 'pi_unknown', metadata: {} } }, 'UNMATCHED'],
    ['of the live mode, to a test account', { ...SUCCEEDED, livemode: true }, 'WRONG_MODE'],
  ])('%s is kept and changes nothing', async (_what, facts, outcome) => {
    const { bought, status } = await buy(payment)
    const id = `evt_${outcome}`
    const intent = { status: 'succeeded', amount_received: 1990, ...facts.intent }
    expect(await post(payment, (await stripeEvents(payment, bought))({ ...facts, intent, id }))).toBe(200)
    expect(await outcomeOf(id)).toEqual([outcome])
    expect(await status()).toEqual(PENDING)
  })

  test.each([
    ['another amount', { amount_received: 1989 }],
    ['another currency', { amount_received: 1990, currency: 'usd' }],
  ])('that took %s puts the order aside: the money is booked, nothing is granted', async (_what, taken) => {
    const { bought, status } = await buy(payment)
    const webhook = (await stripeEvents(payment, bought))({ ...SUCCEEDED, intent: { status: 'succeeded', ...taken } })
    expect(await post(payment, webhook)).toBe(200)
    expect(await status()).toEqual(['REVIEW', 'SUCCEEDED', 'PENDING'])
    const { booked, events } = await snapshot(payment, bought)
    expect(booked.map(({ account }) => account)).toEqual(['PROVIDER', 'BUYER'])
    expect(events).toEqual([])
  })

  test('never takes back that an order is paid', async () => {
    const { bought, status } = await buy(payment)
    const event = await stripeEvents(payment, bought)
    await post(payment, event(SUCCEEDED))
    const later = Math.floor(Date.now() / 1000) + 60
    const failed = { status: 'requires_payment_method', last_payment_error: { type: 'card_error' } }
    await post(payment, event({ type: 'payment_intent.payment_failed', intent: failed, created: later }))
    await post(payment, event({ type: 'payment_intent.canceled', intent: { status: 'canceled' }, created: later }))
    expect(await status()).toEqual(PAID)
  })
})

describe('when it cannot be acted upon', () => {
  const database = () => new URL(payment.database.url).pathname.slice(1)
  const writable = async (on: boolean) => {
    const setting = on ? 'reset default_transaction_read_only' : 'set default_transaction_read_only = on'
    await payment.database.query(`begin read write; alter database ${database()} ${setting}; commit`)
    await payment.database.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )
  }

  test('a webhook is refused with 503 while the database takes nothing, and taken when sent again', async () => {
    const { bought, status } = await buy(payment)
    const webhook = (await stripeEvents(payment, bought))({ ...SUCCEEDED, id: 'evt_read_only' })
    await writable(false)
    try {
      expect(await post(payment, webhook)).toBe(503)
    } finally {
      await writable(true)
    }
    await eventually(
      () => post(payment, webhook),
      (answer) => expect(answer).toBe(200),
    )
    expect(await status()).toEqual(PAID)
  })

  test('a webhook that was only stored is acted upon later', async () => {
    const { bought, status } = await buy(payment)
    const { body } = (await stripeEvents(payment, bought))({ ...SUCCEEDED, id: 'evt_only_stored' })
    await payment.database.query(
      `insert into webhook_event (provider, event_id, type, payload, received_at, next_try_at)
        values ('STRIPE', 'evt_only_stored', $1, $2, now(), now())`,
      [SUCCEEDED.type, body],
    )
    await eventually(status, (seen) => expect(seen).toEqual(PAID))
    expect(await outcomeOf('evt_only_stored')).toEqual(['APPLIED'])
  })

  const read = async (metric: string, labels: string) => {
    const text = await (await fetch(`${payment.url}/metrics`)).text()
    const line = text.split('\n').find((each) => each.startsWith(`lms_payment_webhooks_${metric}{${labels}`))
    return Number(line?.split(' ').at(-1) ?? 0)
  }

  test('a webhook of a known type in an unknown shape is kept for later and harms nobody', async () => {
    const { bought, status } = await buy(payment, 'RAZORPAY')
    const webhook = razorpayWebhook(payment, 'payment.captured', { entity: { id: 'pay_odd' }, id: 'event_odd' })
    const before = await read('total', 'provider="RAZORPAY",outcome="FAILED"')
    expect(await post(payment, webhook)).toBe(200)
    expect(await outcomeOf('event_odd')).toEqual([null])
    expect(await read('total', 'provider="RAZORPAY",outcome="FAILED"')).toBe(before + 1)
    expect(await read('unprocessed', 'provider="RAZORPAY"')).toBe(1)
    expect(await read('unprocessed', 'provider="STRIPE"')).toBe(0)
    payment.clock.advance(45_000)
    expect(await read('oldest_age_seconds', 'provider="RAZORPAY"')).toBeCloseTo(45, 0)
    expect(await read('oldest_age_seconds', 'provider="STRIPE"')).toBe(0)
    const next = razorpayWebhook(payment, 'payment.captured', { entity: capturedEntity(bought, 'pay_next') })
    expect(await post(payment, next)).toBe(200)
    expect(await status()).toEqual(PAID)
  })
})
