import { eventually } from '@lms/testkit/eventually'
import { createViewer } from '@lms/testkit/viewers'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectBalancedBooks } from './books.ts'
import { post, razorpayWebhook, type SignedWebhook, type StripeFacts, stripeWebhook } from './signed-webhooks.ts'
import { type CheckoutAnswer, startTestPayment, type TestPayment } from './start-payment.ts'

let payment: TestPayment
beforeAll(async () => {
  payment = await startTestPayment()
  // Only what the tests send themselves shall arrive.
  payment.providers.stripe.pauseWebhooks()
  payment.providers.razorpay.pauseWebhooks()
})
afterAll(async () => {
  await expectBalancedBooks(payment.database)
  await payment[Symbol.asyncDispose]()
})

const PRICE = { minorUnits: 1990, currency: 'EUR' }

async function buy(provider: 'STRIPE' | 'RAZORPAY' = 'STRIPE') {
  const buyer = createViewer()
  const bought = await payment.checkout(buyer, [await payment.course(PRICE)], { provider })
  const status = async () => {
    const order = await payment.order(buyer, bought.order.id)
    return [order?.status, order?.payments[0]?.status, order?.lines[0]?.status]
  }
  return { buyer, bought, status }
}

/** Builds Stripe's events about the payment of an order. */
async function stripeEvents({ payment: { providerOrderId } }: CheckoutAnswer) {
  const intent = await payment.stripe.paymentIntents.retrieve(providerOrderId)
  return (facts: StripeFacts) => stripeWebhook(payment, intent, facts)
}

const SUCCEEDED: StripeFacts = {
  type: 'payment_intent.succeeded',
  intent: { status: 'succeeded', amount_received: PRICE.minorUnits },
}

const stored = () => payment.database.query<{ event_id: string }>('select event_id from webhook_event')
const outcomeOf = async (eventId: string) =>
  (
    await payment.database.query<{ outcome: string }>('select outcome from webhook_event where event_id = $1', [
      eventId,
    ])
  ).map(({ outcome }) => outcome)

const PENDING = ['PENDING', 'PENDING', 'PENDING']
const PAID = ['PAID', 'SUCCEEDED', 'GRANTED']

describe('a webhook that its provider did not sign', () => {
  const alterations: [string, (webhook: SignedWebhook) => SignedWebhook][] = [
    ['is unsigned', (webhook) => ({ ...webhook, headers: {} })],
    ['is altered', (webhook) => ({ ...webhook, body: webhook.body.replace('1990', '1991') })],
    ['is written anew', (webhook) => ({ ...webhook, body: JSON.stringify(JSON.parse(webhook.body), null, 1) })],
    ['has a short signature', (webhook) => ({ ...webhook, headers: cut(webhook.headers) })],
    ['is no JSON', (webhook) => ({ ...webhook, body: `${webhook.body}}` })],
    ['is empty', (webhook) => ({ ...webhook, body: '' })],
  ]
  const cut = (headers: Record<string, string>) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.slice(0, -4)]))

  test.each(alterations)('and %s is refused and leaves no trace', async (_what, alter) => {
    const stripe = await buy()
    const razorpay = await buy('RAZORPAY')
    const before = await stored()
    const captured = capturedEntity(razorpay.bought, 'pay_forged')
    expect(await post(payment, alter((await stripeEvents(stripe.bought))(SUCCEEDED)))).toBe(400)
    expect(await post(payment, alter(razorpayWebhook(payment, 'payment.captured', { entity: captured })))).toBe(400)
    expect(await stored()).toEqual(before)
    expect([await stripe.status(), await razorpay.status()]).toEqual([PENDING, PENDING])
  })

  test('or signed with another secret, or long ago, is refused', async () => {
    const { bought, status } = await buy()
    const event = await stripeEvents(bought)
    const now = Math.floor(Date.now() / 1000)
    expect(await post(payment, event({ ...SUCCEEDED, secret: 'whsec_of_somebody_else' }))).toBe(400)
    expect(await post(payment, event({ ...SUCCEEDED, timestamp: now - 310 }))).toBe(400)
    expect(await status()).toEqual(PENDING)
    expect(await post(payment, event({ ...SUCCEEDED, timestamp: now - 280 }))).toBe(200)
    expect(await status()).toEqual(PAID)
  })

  test('while a secret is replaced, one good signature of several is enough', async () => {
    const { bought, status } = await buy()
    const event = await stripeEvents(bought)
    const id = 'evt_rotation'
    const good = event({ ...SUCCEEDED, id })
    const signatures = good.headers['stripe-signature'] ?? ''
    const headers = { 'stripe-signature': `${signatures.replace(/v1=.*/, 'v1=00ff')},${signatures.split(',')[1]}` }
    expect(await post(payment, { ...good, headers })).toBe(200)
    expect(await status()).toEqual(PAID)
  })
})

describe('a genuine webhook', () => {
  test('replayed ten times at once has its effect once', async () => {
    const { bought, status } = await buy()
    const webhook = (await stripeEvents(bought))(SUCCEEDED)
    expect(await Promise.all(Array.from({ length: 10 }, () => post(payment, webhook)))).toEqual(Array(10).fill(200))
    expect(await status()).toEqual(PAID)
    const before = await snapshot(bought)
    await post(payment, webhook)
    expect(await snapshot(bought)).toEqual(before)
  })

  test('told twice by two events in parallel books the money once', async () => {
    const { bought } = await buy('RAZORPAY')
    const entity = capturedEntity(bought, 'pay_parallel')
    const webhooks = ['payment.captured', 'order.paid'].map((event) => razorpayWebhook(payment, event, { entity }))
    expect(await Promise.all(webhooks.map((webhook) => post(payment, webhook)))).toEqual([200, 200])
    expect((await snapshot(bought)).booked).toHaveLength(4)
  })

  test('of Razorpay replayed under another event id changes nothing', async () => {
    const { bought, status } = await buy('RAZORPAY')
    const webhook = razorpayWebhook(payment, 'payment.captured', { entity: capturedEntity(bought, 'pay_replayed') })
    await post(payment, webhook)
    expect(await status()).toEqual(PAID)
    const before = await snapshot(bought)
    const { 'x-razorpay-event-id': _, ...unnamed } = webhook.headers
    for (const headers of [{ ...webhook.headers, 'x-razorpay-event-id': 'another' }, unnamed, unnamed]) {
      expect(await post(payment, { ...webhook, headers })).toBe(200)
    }
    expect(await snapshot(bought)).toEqual(before)
  })

  test.each([
    ['of an unknown type', { type: 'customer.created', intent: { object: 'customer' } }, 'IGNORED'],
    ['about an unknown payment', { ...SUCCEEDED, intent: { id: 'pi_unknown', metadata: {} } }, 'UNMATCHED'],
    ['of the live mode, to a test account', { ...SUCCEEDED, livemode: true }, 'WRONG_MODE'],
  ])('%s is kept and changes nothing', async (_what, facts, outcome) => {
    const { bought, status } = await buy()
    const id = `evt_${outcome}`
    const intent = { status: 'succeeded', amount_received: 1990, ...facts.intent }
    expect(await post(payment, (await stripeEvents(bought))({ ...facts, intent, id }))).toBe(200)
    expect(await outcomeOf(id)).toEqual([outcome])
    expect(await status()).toEqual(PENDING)
  })

  test.each([
    ['another amount', { amount_received: 1989 }],
    ['another currency', { amount_received: 1990, currency: 'usd' }],
  ])('that took %s puts the order aside: the money is booked, nothing is granted', async (_what, taken) => {
    const { bought, status } = await buy()
    const webhook = (await stripeEvents(bought))({ ...SUCCEEDED, intent: { status: 'succeeded', ...taken } })
    expect(await post(payment, webhook)).toBe(200)
    expect(await status()).toEqual(['REVIEW', 'SUCCEEDED', 'PENDING'])
    const { booked, events } = await snapshot(bought)
    expect(booked.map(({ account }) => account)).toEqual(['PROVIDER', 'BUYER'])
    expect(events).toEqual([])
  })

  test('never takes back that an order is paid', async () => {
    const { bought, status } = await buy()
    const event = await stripeEvents(bought)
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
    const { bought, status } = await buy()
    const webhook = (await stripeEvents(bought))({ ...SUCCEEDED, id: 'evt_read_only' })
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
    const { bought, status } = await buy()
    const { body } = (await stripeEvents(bought))({ ...SUCCEEDED, id: 'evt_only_stored' })
    await payment.database.query(
      `insert into webhook_event (provider, event_id, type, payload, received_at, next_try_at)
        values ('STRIPE', 'evt_only_stored', $1, $2, now(), now())`,
      [SUCCEEDED.type, body],
    )
    await eventually(status, (seen) => expect(seen).toEqual(PAID))
    expect(await outcomeOf('evt_only_stored')).toEqual(['APPLIED'])
  })

  test('a webhook of a known type in an unknown shape is kept for later and harms nobody', async () => {
    const { bought, status } = await buy('RAZORPAY')
    const webhook = razorpayWebhook(payment, 'payment.captured', { entity: { id: 'pay_odd' }, id: 'event_odd' })
    expect(await post(payment, webhook)).toBe(200)
    expect(await outcomeOf('event_odd')).toEqual([null])
    const next = razorpayWebhook(payment, 'payment.captured', { entity: capturedEntity(bought, 'pay_next') })
    expect(await post(payment, next)).toBe(200)
    expect(await status()).toEqual(PAID)
  })
})

describe('the same news ends the same way, in every order and however often it is told', () => {
  const at = Math.floor(Date.now() / 1000) + 100
  const failure = { type: 'card_error', code: 'card_declined', decline_code: 'generic_decline' }
  const stripeNews: StripeFacts[] = [
    { type: 'payment_intent.created', created: at },
    { type: 'payment_intent.processing', created: at + 1, intent: { status: 'processing' } },
    { ...SUCCEEDED, created: at + 3 },
    {
      type: 'payment_intent.payment_failed',
      created: at + 2,
      intent: { status: 'requires_payment_method', last_payment_error: failure },
    },
  ]
  const razorpayNews = [
    { event: 'payment.failed', id: 'first', status: 'failed', createdAt: at },
    { event: 'payment.authorized', id: 'second', status: 'authorized', createdAt: at + 1 },
    { event: 'payment.captured', id: 'second', status: 'captured', createdAt: at + 2 },
    { event: 'order.paid', id: 'second', status: 'captured', createdAt: at + 3 },
  ]

  /** Any order of the news, some of it told again. */
  const deliveries = fc
    .shuffledSubarray([0, 1, 2, 3], { minLength: 4 })
    .chain((order) =>
      fc
        .array(fc.record({ news: fc.constantFrom(0, 1, 2, 3), place: fc.nat(8) }), { maxLength: 4 })
        .map((extra) => extra.reduce((all, { news, place }) => all.toSpliced(place, 0, news), order)),
    )

  const permutations = (items: number[]): number[][] =>
    items.length === 0
      ? [[]]
      : items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]))
  /** All 24 orders first, then some with repetitions. */
  const runs = { numRuns: 45, examples: permutations([0, 1, 2, 3]).map((order): [number[]] => [order]) }

  test('by Stripe', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async (told) => {
        const { bought } = await buy()
        const event = await stripeEvents(bought)
        const webhooks = stripeNews.map(event)
        for (const news of told) expect(await post(payment, webhooks[news] as SignedWebhook)).toBe(200)
        expect(await snapshot(bought, at)).toEqual(SETTLED)
      }),
      runs,
    )
  })

  test('by Razorpay', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async (told) => {
        const { bought } = await buy('RAZORPAY')
        const webhooks = razorpayNews.map(({ event, id, status, createdAt }) => {
          const entity = { ...capturedEntity(bought, `pay_${id}_${bought.order.id}`), status }
          return razorpayWebhook(payment, event, { entity, createdAt })
        })
        for (const news of told) expect(await post(payment, webhooks[news] as SignedWebhook)).toBe(200)
        expect(await snapshot(bought, at)).toEqual(SETTLED)
      }),
      runs,
    )
  })

  test('also when no money is taken', async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([0, 1, 3, 3, 1, 0], { minLength: 6 }), async (told) => {
        const { bought } = await buy()
        const event = await stripeEvents(bought)
        const webhooks = stripeNews.map(event)
        for (const news of told) await post(payment, webhooks[news] as SignedWebhook)
        const failed = { status: 'FAILED', failureCode: 'generic_decline', secondsAfter: 2 }
        expect(await snapshot(bought, at)).toEqual({
          payment: failed,
          order: ['PENDING', 'FAILED', 'PENDING'],
          booked: [],
          events: [],
        })
      }),
      { numRuns: 15 },
    )
  })

  const SETTLED = {
    payment: { status: 'SUCCEEDED', failureCode: null, secondsAfter: 3 },
    order: PAID,
    booked: [
      { kind: 'CHARGE', account: 'PROVIDER', amount: '1990' },
      { kind: 'CHARGE', account: 'BUYER', amount: '-1990' },
      { kind: 'SALE', account: 'BUYER', amount: '1990' },
      { kind: 'SALE', account: 'SALES', amount: '-1990' },
    ],
    events: ['lms.payment.grant-issued.v1', 'lms.payment.order-paid.v1'],
  }
})

test('an address that is no webhook does not exist, and a webhook is only posted', async () => {
  expect((await fetch(`${payment.url}/webhooks/paypal`, { method: 'POST' })).status).toBe(404)
  expect((await fetch(`${payment.url}/webhooks/stripe`)).status).toBe(404)
})

function capturedEntity({ payment: { providerOrderId } }: CheckoutAnswer, id: string) {
  return {
    id,
    entity: 'payment',
    order_id: providerOrderId,
    status: 'captured',
    captured: true,
    amount: 1990,
    currency: 'EUR',
  }
}

/** All that became of an order, apart from ids and the moments at which the service heard of it. */
async function snapshot({ order }: CheckoutAnswer, since = 0) {
  const [row] = await payment.database.query<{ status: string; failure_code: string | null; status_at: Date | null }>(
    'select status, failure_code, status_at from payment where order_id = $1',
    [order.id],
  )
  const [lines] = await payment.database.query<{ status: string; fulfilment: string }>(
    'select o.status, l.fulfilment from "order" o join order_line l on l.order_id = o.id where o.id = $1',
    [order.id],
  )
  const booked = await payment.database.query<{ kind: string; account: string; amount: string }>(
    `select t.kind, e.account, e.amount_minor::text as amount
      from ledger_transaction t join ledger_entry e on e.transaction_id = t.id
      where t.order_id = $1 order by t.id, e.id`,
    [order.id],
  )
  const events = await payment.database.query<{ type: string }>(
    `select type from kit.outbox where key = $1 or key in (select id from order_line where order_id = $1) order by type`,
    [order.id],
  )
  return {
    payment: {
      status: row?.status,
      failureCode: row?.failure_code,
      secondsAfter: (row?.status_at?.getTime() ?? 0) / 1000 - since,
    },
    order: [lines?.status, row?.status, lines?.fulfilment],
    booked,
    events: events.map(({ type }) => type),
  }
}
