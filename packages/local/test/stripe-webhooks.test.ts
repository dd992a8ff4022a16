import path from 'node:path'
import Stripe from 'stripe'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { freePort } from '../src/ports.ts'
import { startStripe } from '../src/stripe.ts'
import { keys, order, StripeRig } from './stripe-rig.ts'
import { startWebhookReceiver } from './webhook-receiver.ts'

let rig: StripeRig

beforeEach(async () => {
  rig = await StripeRig.start()
})

afterEach(() => rig.stop())

describe('events', () => {
  test('are listed newest first, by type and time, in pages', async () => {
    await rig.payNew()
    rig.now = new Date(rig.now.getTime() + 60_000)
    await rig.payNew()
    const types = ['payment_intent.created', 'payment_intent.succeeded']
    const all: string[] = []
    for await (const event of rig.sdk().events.list({ types, limit: 1 })) all.push(event.type)
    expect(all).toEqual([...types, ...types].reverse())
    const since = await rig.sdk().events.list({ types, created: { gte: Math.floor(rig.now.getTime() / 1000) } })
    expect(since.data).toHaveLength(2)
    const [latest] = since.data
    expect(await rig.sdk().events.retrieve(latest?.id ?? '')).toMatchObject({ id: latest?.id })
  })
})

describe('webhooks', () => {
  test('are sent again until they are accepted', async () => {
    rig.receiver.answer(503)
    await rig.payNew()
    await vi.waitFor(() => expect(rig.receivedEvents('payment_intent.succeeded').length).toBeGreaterThan(2), 10_000)
    rig.receiver.answer(200)
    await vi.waitFor(
      () => expect(rig.local.deliveries().every(({ state }) => state === 'delivered')).toBe(true),
      10_000,
    )
    const ids = rig.receivedEvents('payment_intent.succeeded').map(({ id }) => id)
    expect(new Set(ids).size).toBe(1)
  })

  test('are given up after three days', async () => {
    rig.receiver.answer(500)
    await rig.sdk().paymentIntents.create(order)
    await vi.waitFor(() => expect(rig.local.deliveries()).toMatchObject([{ state: 'pending', lastAnswer: '500' }]))
    rig.now = new Date(rig.now.getTime() + 73 * 60 * 60 * 1000)
    await vi.waitFor(() => expect(rig.local.deliveries()).toMatchObject([{ state: 'abandoned' }]), 10_000)
  })

  test('wait while they are paused', async () => {
    rig.local.pauseWebhooks()
    const paid = await rig.payNew()
    // Requests that take longer than a webhook would.
    for (let count = 0; count < 10; count++) await rig.sdk().paymentIntents.retrieve(paid.id)
    expect(rig.receiver.received).toEqual([])
    expect(rig.local.deliveries()).toMatchObject([{ attempts: 0 }, { attempts: 0 }, { attempts: 0 }])
    rig.local.resumeWebhooks()
    const [event] = await rig.waitForEvents('payment_intent.succeeded')
    expect(event?.data.object).toMatchObject({ id: paid.id })
  })

  test('can be replayed, freshly signed', async () => {
    await rig.payNew()
    const [event] = await rig.waitForEvents('payment_intent.succeeded')
    rig.now = new Date(rig.now.getTime() + 299_000)
    rig.local.redeliver(event?.id ?? '')
    const twice = await rig.waitForEvents('payment_intent.succeeded', 2)
    expect(twice[1]).toEqual(event)
    const signatures = rig.receiver.received.map(({ headers }) => headers['stripe-signature'])
    expect(new Set(signatures).size).toBe(4)
    expect(() => rig.local.redeliver('evt_unknown')).toThrow('evt_unknown')
  })

  test('that were pending when the stack stopped are delivered by the next start, and nothing else is lost', async () => {
    const port = await freePort()
    await rig.restart({ webhookUrl: `http://127.0.0.1:${port}/webhook` })
    const paid = await rig.payNew()
    await vi.waitFor(() =>
      expect(rig.local.deliveries()).toMatchObject([{ lastAnswer: expect.stringContaining('REFUSED') }, {}, {}]),
    )
    await rig.receiver.stop()
    rig.receiver = await startWebhookReceiver(port)
    await rig.restart()
    const [event] = await rig.waitForEvents('payment_intent.succeeded')
    expect(event?.data.object).toMatchObject({ id: paid.id })
    expect(await rig.sdk().paymentIntents.retrieve(paid.id)).toMatchObject({ status: 'succeeded' })
    expect((await rig.sdk().refunds.create({ payment_intent: paid.id })).amount).toBe(4999)
  })
})

describe('the payment page', () => {
  const open = (intent: Stripe.PaymentIntent, more = '') =>
    fetch(`${rig.local.url}/pay/${intent.id}?client_secret=${intent.client_secret}${more}`)

  const click = (intent: Stripe.PaymentIntent, fields: Record<string, string>) =>
    fetch(`${rig.local.url}/pay/${intent.id}`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ client_secret: intent.client_secret ?? '', ...fields }),
    })

  test('shows the amount and pays by a click', async () => {
    const intent = await rig.sdk().paymentIntents.create(order)
    const page = await (await open(intent)).text()
    expect(page).toContain('49.99')
    expect(page).toContain('<button name="payment_method" value="pm_card_visa">Pay</button>')
    const done = await click(intent, { payment_method: 'pm_card_visa' })
    expect(await done.text()).toContain('Payment succeeded')
    expect((await rig.sdk().paymentIntents.retrieve(intent.id)).status).toBe('succeeded')
    expect(await (await open(intent)).text()).toContain('Payment succeeded')
  })

  test('goes back to the shop with the outcome', async () => {
    const intent = await rig.sdk().paymentIntents.create(order)
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
    const intent = await rig.sdk().paymentIntents.create(order)
    const declined = await click(intent, { payment_method: 'pm_card_visa_chargeDeclined', return_url: 'javascript:1' })
    expect(declined.status).toBe(200)
    expect(await declined.text()).toContain('Your card was declined. Try another card.')
  })

  test('is closed without the client secret and escapes what it shows', async () => {
    const intent = await rig.sdk().paymentIntents.create(order)
    expect((await open({ ...intent, client_secret: 'guess' })).status).toBe(404)
    const page = await (await open(intent, `&return_url=${encodeURIComponent('"><script>alert(1)</script>')}`)).text()
    expect(page).not.toContain('<script>')
  })
})

test('two stand-ins in one process share nothing', async () => {
  const other = await startStripe({ ...rig.options(), dataDir: path.join(rig.dataDir, 'other') })
  const { id } = await rig.sdk().paymentIntents.create(order)
  await expect(new Stripe(keys.secretKey, other.sdk).paymentIntents.retrieve(id)).rejects.toMatchObject({
    statusCode: 404,
  })
  expect(other.deliveries()).toEqual([])
  await other.stop()
})
