import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Stripe from 'stripe'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { freePort } from '../src/ports.ts'
import { type LocalStripe, type StripeOptions, startStripe } from '../src/stripe.ts'
import { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts'

const keys = { secretKey: 'sk_test_local', publishableKey: 'pk_test_local' }
const webhookSecret = 'whsec_local'

let dataDir: string
let receiver: WebhookReceiver
let local: LocalStripe
let stripe: Stripe
let now: Date

beforeEach(async () => {
  now = new Date()
  dataDir = await mkdtemp(path.join(tmpdir(), 'lms-stripe-'))
  receiver = await startWebhookReceiver()
  await start()
})

afterEach(async () => {
  await local.stop()
  await receiver.stop()
  await rm(dataDir, { recursive: true })
})

async function start(more: Partial<StripeOptions> = {}): Promise<void> {
  const clock = { now: () => now }
  const options = { port: 0, dataDir, ...keys, webhookSecret, webhookUrl: receiver.url, clock, retryDelayMs: 5 }
  local = await startStripe({ ...options, ...more })
  stripe = new Stripe(keys.secretKey, { ...local.sdk, maxNetworkRetries: 0 })
}

const order = {
  amount: 4999,
  currency: 'usd',
  metadata: { orderId: 'order_1' },
  automatic_payment_methods: { enabled: true },
}

/** What Stripe.js sends from the buyer's browser. */
function confirmInBrowser(intent: Stripe.PaymentIntent, paymentMethod: string): Promise<Response> {
  const fields = { key: keys.publishableKey, client_secret: intent.client_secret ?? '', payment_method: paymentMethod }
  return fetch(`${local.url}/v1/payment_intents/${intent.id}/confirm`, {
    method: 'POST',
    body: new URLSearchParams(fields),
  })
}

async function payNew(): Promise<Stripe.PaymentIntent> {
  const intent = await stripe.paymentIntents.create(order)
  await confirmInBrowser(intent, 'pm_card_visa')
  return stripe.paymentIntents.retrieve(intent.id)
}

/** Received events of one type, verified by the SDK. */
function receivedEvents(type: string): Stripe.Event[] {
  return receiver.received
    .map(({ headers, body }) =>
      stripe.webhooks.constructEvent(
        body,
        headers['stripe-signature'] ?? '',
        webhookSecret,
        undefined,
        undefined,
        +now,
      ),
    )
    .filter((event) => event.type === type)
}

function waitForEvents(type: string, count = 1): Promise<Stripe.Event[]> {
  return vi.waitFor(() => {
    const events = receivedEvents(type)
    expect(events).toHaveLength(count)
    return events
  }, 10_000)
}

describe('a payment', () => {
  test('is created, confirmed in the browser, and told to the webhook with a valid signature', async () => {
    const intent = await stripe.paymentIntents.create(order)
    expect(intent).toMatchObject({ object: 'payment_intent', status: 'requires_payment_method', amount: 4999 })
    expect(intent.id).toMatch(/^pi_\w{24}$/)
    expect(intent.client_secret).toContain(`${intent.id}_secret_`)

    const answer = await confirmInBrowser(intent, 'pm_card_visa')
    expect(answer.status).toBe(200)
    const paid = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] })
    expect(paid).toMatchObject({
      status: 'succeeded',
      amount_received: 4999,
      latest_charge: { id: expect.stringMatching(/^ch_/), paid: true, amount_captured: 4999 },
    })
    const [event] = await waitForEvents('payment_intent.succeeded')
    expect(event?.id).toMatch(/^evt_/)
    expect(event?.data.object).toMatchObject({ id: intent.id, metadata: { orderId: 'order_1' } })
    expect(event?.created).toBe(Math.floor(now.getTime() / 1000))
    await waitForEvents('charge.succeeded')
  })

  test('is declined by a declining card and can then be paid with another', async () => {
    const intent = await stripe.paymentIntents.create(order)
    const answer = await confirmInBrowser(intent, 'pm_card_visa_chargeDeclined')
    expect(answer.status).toBe(402)
    expect(await answer.json()).toMatchObject({ error: { type: 'card_error', code: 'card_declined' } })
    const [failed] = await waitForEvents('payment_intent.payment_failed')
    expect(failed?.data.object).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'card_declined', decline_code: 'generic_decline' },
    })
    await expect(
      stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa_chargeDeclinedInsufficientFunds' }),
    ).rejects.toMatchObject({ type: 'StripeCardError', decline_code: 'insufficient_funds' })
    const paid = await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' })
    expect(paid.status).toBe('succeeded')
  })

  test('can be created and confirmed in one call', async () => {
    const paid = await stripe.paymentIntents.create({ ...order, confirm: true, payment_method: 'pm_card_mastercard' })
    expect(paid.status).toBe('succeeded')
  })

  test('cannot be paid twice, nor after it was cancelled', async () => {
    const paid = await payNew()
    await expect(stripe.paymentIntents.confirm(paid.id, { payment_method: 'pm_card_visa' })).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    })
    await expect(stripe.paymentIntents.cancel(paid.id)).rejects.toMatchObject({ type: 'StripeInvalidRequestError' })
    const other = await stripe.paymentIntents.create(order)
    const canceled = await stripe.paymentIntents.cancel(other.id, { cancellation_reason: 'abandoned' })
    expect(canceled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' })
    expect((await confirmInBrowser(other, 'pm_card_visa')).status).toBe(400)
    await waitForEvents('payment_intent.canceled')
  })
})

describe('keys', () => {
  test('a wrong or missing key is refused with 401', async () => {
    const stranger = new Stripe('sk_test_wrong', { ...local.sdk, maxNetworkRetries: 0 })
    await expect(stranger.paymentIntents.create(order)).rejects.toMatchObject({
      type: 'StripeAuthenticationError',
      statusCode: 401,
    })
    expect((await fetch(`${local.url}/v1/events`)).status).toBe(401)
  })

  test('the publishable key opens one payment, with its client secret, and nothing else', async () => {
    const intent = await stripe.paymentIntents.create(order)
    expect((await confirmInBrowser({ ...intent, client_secret: 'guess' }, 'pm_card_visa')).status).toBe(404)
    const browser = new Stripe(keys.publishableKey, { ...local.sdk, maxNetworkRetries: 0 })
    await expect(browser.paymentIntents.create(order)).rejects.toMatchObject({ statusCode: 401 })
    await expect(browser.refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({ statusCode: 401 })
    const own = await browser.paymentIntents.retrieve(intent.id, { client_secret: intent.client_secret ?? '' })
    expect(own.id).toBe(intent.id)
  })
})

describe('bad requests', () => {
  test.each([
    [{ currency: 'usd' }, 'parameter_missing', 'amount'],
    [{ amount: 0, currency: 'usd' }, 'parameter_invalid', 'amount'],
    [{ amount: 100, currency: 'zzz' }, 'parameter_invalid', 'currency'],
  ])('%j is refused as %s', async (params, code, param) => {
    const refused = stripe.paymentIntents.create(params as Stripe.PaymentIntentCreateParams)
    await expect(refused).rejects.toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400, code, param })
  })

  test('unknown ids and addresses are 404', async () => {
    await expect(stripe.paymentIntents.retrieve('pi_unknown')).rejects.toMatchObject({ code: 'resource_missing' })
    await expect(stripe.customers.list()).rejects.toMatchObject({ statusCode: 404 })
  })
})

describe('an idempotency key', () => {
  test('gets the same answer for the same request, also at the same time and after a restart', async () => {
    const idempotencyKey = 'checkout_1'
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => stripe.paymentIntents.create(order, { idempotencyKey })),
    )
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
    await local.stop()
    await start()
    const again = await stripe.paymentIntents.create(order, { idempotencyKey })
    expect(again.id).toBe(answers[0]?.id)
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true')
  })

  test('is refused for another request, and free again after a day', async () => {
    const first = await stripe.paymentIntents.create(order, { idempotencyKey: 'checkout_1' })
    const other = { ...order, amount: 1 }
    await expect(stripe.paymentIntents.create(other, { idempotencyKey: 'checkout_1' })).rejects.toMatchObject({
      type: 'StripeIdempotencyError',
      statusCode: 400,
    })
    now = new Date(now.getTime() + 25 * 60 * 60 * 1000)
    const later = await stripe.paymentIntents.create(other, { idempotencyKey: 'checkout_1' })
    expect(later.id).not.toBe(first.id)
  })

  test('repeats a decline without charging again', async () => {
    const intent = await stripe.paymentIntents.create(order)
    const confirm = () =>
      stripe.paymentIntents.confirm(
        intent.id,
        { payment_method: 'pm_card_visa_chargeDeclined' },
        { idempotencyKey: 'confirm_1' },
      )
    await expect(confirm()).rejects.toMatchObject({ type: 'StripeCardError' })
    await expect(confirm()).rejects.toMatchObject({ type: 'StripeCardError' })
    expect((await stripe.events.list({ type: 'charge.failed' })).data).toHaveLength(1)
  })
})

describe('a refund', () => {
  test('gives back a part, then the rest, and no more', async () => {
    const paid = await payNew()
    const part = await stripe.refunds.create({ payment_intent: paid.id, amount: 1000, metadata: { lineId: 'line_1' } })
    expect(part).toMatchObject({ object: 'refund', amount: 1000, status: 'succeeded', payment_intent: paid.id })
    expect(part.id).toMatch(/^re_/)
    await expect(stripe.refunds.create({ payment_intent: paid.id, amount: 4000 })).rejects.toMatchObject({
      param: 'amount',
    })
    const rest = await stripe.refunds.create({ charge: String(paid.latest_charge) })
    expect(rest.amount).toBe(3999)
    await expect(stripe.refunds.create({ payment_intent: paid.id })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    })
    expect(await stripe.refunds.retrieve(part.id)).toMatchObject({ metadata: { lineId: 'line_1' } })
    expect(await stripe.charges.retrieve(String(paid.latest_charge))).toMatchObject({
      refunded: true,
      amount_refunded: 4999,
    })
    const events = await waitForEvents('charge.refunded', 2)
    expect(events.map(({ data }) => (data.object as Stripe.Charge).amount_refunded).sort()).toEqual([1000, 4999])
  })

  test('needs a payment that was made', async () => {
    const intent = await stripe.paymentIntents.create(order)
    await expect(stripe.refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({ statusCode: 400 })
  })
})

describe('events', () => {
  test('are listed newest first, by type and time, in pages', async () => {
    await payNew()
    now = new Date(now.getTime() + 60_000)
    await payNew()
    const types = ['payment_intent.created', 'payment_intent.succeeded']
    const all: string[] = []
    for await (const event of stripe.events.list({ types, limit: 1 })) all.push(event.type)
    expect(all).toEqual([...types, ...types].reverse())
    const since = await stripe.events.list({ types, created: { gte: Math.floor(now.getTime() / 1000) } })
    expect(since.data).toHaveLength(2)
    const [latest] = since.data
    expect(await stripe.events.retrieve(latest?.id ?? '')).toMatchObject({ id: latest?.id })
  })
})

describe('webhooks', () => {
  test('are sent again until they are accepted', async () => {
    receiver.answer(503)
    await payNew()
    await vi.waitFor(() => expect(receivedEvents('payment_intent.succeeded').length).toBeGreaterThan(2), 10_000)
    receiver.answer(200)
    await vi.waitFor(() => expect(local.deliveries().every(({ state }) => state === 'delivered')).toBe(true), 10_000)
    const ids = receivedEvents('payment_intent.succeeded').map(({ id }) => id)
    expect(new Set(ids).size).toBe(1)
  })

  test('are given up after three days', async () => {
    receiver.answer(500)
    await stripe.paymentIntents.create(order)
    await vi.waitFor(() => expect(local.deliveries()).toMatchObject([{ state: 'pending', lastAnswer: '500' }]))
    now = new Date(now.getTime() + 73 * 60 * 60 * 1000)
    await vi.waitFor(() => expect(local.deliveries()).toMatchObject([{ state: 'abandoned' }]), 10_000)
  })

  test('wait while they are paused', async () => {
    local.pauseWebhooks()
    const paid = await payNew()
    // Requests that take longer than a webhook would.
    for (let count = 0; count < 10; count++) await stripe.paymentIntents.retrieve(paid.id)
    expect(receiver.received).toEqual([])
    expect(local.deliveries()).toMatchObject([{ attempts: 0 }, { attempts: 0 }, { attempts: 0 }])
    local.resumeWebhooks()
    const [event] = await waitForEvents('payment_intent.succeeded')
    expect(event?.data.object).toMatchObject({ id: paid.id })
  })

  test('can be replayed, freshly signed', async () => {
    await payNew()
    const [event] = await waitForEvents('payment_intent.succeeded')
    now = new Date(now.getTime() + 299_000)
    local.redeliver(event?.id ?? '')
    const twice = await waitForEvents('payment_intent.succeeded', 2)
    expect(twice[1]).toEqual(event)
    const signatures = receiver.received.map(({ headers }) => headers['stripe-signature'])
    expect(new Set(signatures).size).toBe(4)
    expect(() => local.redeliver('evt_unknown')).toThrow('evt_unknown')
  })

  test('that were pending when the stack stopped are delivered by the next start, and nothing else is lost', async () => {
    const port = await freePort()
    await local.stop()
    await start({ webhookUrl: `http://127.0.0.1:${port}/webhook` })
    const paid = await payNew()
    await vi.waitFor(() =>
      expect(local.deliveries()).toMatchObject([{ lastAnswer: expect.stringContaining('REFUSED') }, {}, {}]),
    )
    await local.stop()
    await receiver.stop()
    receiver = await startWebhookReceiver(port)
    await start()
    const [event] = await waitForEvents('payment_intent.succeeded')
    expect(event?.data.object).toMatchObject({ id: paid.id })
    expect(await stripe.paymentIntents.retrieve(paid.id)).toMatchObject({ status: 'succeeded' })
    expect((await stripe.refunds.create({ payment_intent: paid.id })).amount).toBe(4999)
  })
})

describe('the payment page', () => {
  const open = (intent: Stripe.PaymentIntent, more = '') =>
    fetch(`${local.url}/pay/${intent.id}?client_secret=${intent.client_secret}${more}`)

  const click = (intent: Stripe.PaymentIntent, fields: Record<string, string>) =>
    fetch(`${local.url}/pay/${intent.id}`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ client_secret: intent.client_secret ?? '', ...fields }),
    })

  test('shows the amount and pays by a click', async () => {
    const intent = await stripe.paymentIntents.create(order)
    const page = await (await open(intent)).text()
    expect(page).toContain('49.99')
    expect(page).toContain('<button name="payment_method" value="pm_card_visa">Pay</button>')
    const done = await click(intent, { payment_method: 'pm_card_visa' })
    expect(await done.text()).toContain('Payment succeeded')
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('succeeded')
    expect(await (await open(intent)).text()).toContain('Payment succeeded')
  })

  test('goes back to the shop with the outcome', async () => {
    const intent = await stripe.paymentIntents.create(order)
    const return_url = 'http://localhost:5173/orders/1?tab=paid'
    const declined = await click(intent, { payment_method: 'pm_card_visa_chargeDeclined', return_url })
    expect(declined.status).toBe(303)
    const address = new URL(declined.headers.get('location') ?? '')
    expect(address.origin).toBe('http://localhost:5173')
    expect(Object.fromEntries(address.searchParams)).toMatchObject({
      tab: 'paid',
      payment_intent: intent.id,
      redirect_status: 'failed',
    })
  })

  test('offers another card after a decline, and goes nowhere but to web addresses', async () => {
    const intent = await stripe.paymentIntents.create(order)
    const declined = await click(intent, { payment_method: 'pm_card_visa_chargeDeclined', return_url: 'javascript:1' })
    expect(declined.status).toBe(200)
    expect(await declined.text()).toContain('Your card was declined. Try another card.')
  })

  test('is closed without the client secret and escapes what it shows', async () => {
    const intent = await stripe.paymentIntents.create(order)
    expect((await open({ ...intent, client_secret: 'guess' })).status).toBe(404)
    const page = await (await open(intent, `&return_url=${encodeURIComponent('"><script>alert(1)</script>')}`)).text()
    expect(page).not.toContain('<script>')
  })
})

test('two stand-ins in one process share nothing', async () => {
  const folder = path.join(dataDir, 'other')
  const options = { port: 0, dataDir: folder, ...keys, webhookSecret, webhookUrl: null, clock: { now: () => now } }
  const other = await startStripe(options)
  const { id } = await stripe.paymentIntents.create(order)
  await expect(new Stripe(keys.secretKey, other.sdk).paymentIntents.retrieve(id)).rejects.toMatchObject({
    statusCode: 404,
  })
  expect(other.deliveries()).toEqual([])
  await other.stop()
})
