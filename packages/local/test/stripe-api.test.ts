import type Stripe from 'stripe'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { pay } from '../src/demo/pay.ts'
import { keys, order, StripeRig } from './stripe-rig.ts'

let rig: StripeRig

beforeEach(async () => {
  rig = await StripeRig.start()
})

afterEach(() => rig.stop())

describe('a payment', () => {
  test('is created, confirmed in the browser, and told to the webhook with a valid signature', async () => {
    const intent = await rig.sdk().paymentIntents.create(order)
    expect(intent).toMatchObject({ object: 'payment_intent', status: 'requires_payment_method', amount: 4999 })
    expect(intent.id).toMatch(/^pi_\w{24}$/)
    expect(intent.client_secret).toContain(`${intent.id}_secret_`)

    const answer = await rig.confirmInBrowser(intent, 'pm_card_visa')
    expect(answer.status).toBe(200)
    const paid = await rig.sdk().paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] })
    expect(paid).toMatchObject({
      status: 'succeeded',
      amount_received: 4999,
      latest_charge: { id: expect.stringMatching(/^ch_/), paid: true, amount_captured: 4999 },
    })
    const [event] = await rig.waitForEvents('payment_intent.succeeded')
    expect(event?.id).toMatch(/^evt_/)
    expect(event?.data.object).toMatchObject({ id: intent.id, metadata: { orderId: 'order_1' } })
    expect(event?.created).toBe(Math.floor(rig.now.getTime() / 1000))
    await rig.waitForEvents('charge.succeeded')
  })

  test('is declined by a declining card and can then be paid with another', async () => {
    const intent = await rig.sdk().paymentIntents.create(order)
    const answer = await rig.confirmInBrowser(intent, 'pm_card_visa_chargeDeclined')
    expect(answer.status).toBe(402)
    expect(await answer.json()).toMatchObject({ error: { type: 'card_error', code: 'card_declined' } })
    const [failed] = await rig.waitForEvents('payment_intent.payment_failed')
    expect(failed?.data.object).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'card_declined', decline_code: 'generic_decline' },
    })
    await expect(
      rig.sdk().paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa_chargeDeclinedInsufficientFunds' }),
    ).rejects.toMatchObject({ type: 'StripeCardError', decline_code: 'insufficient_funds' })
    const paid = await rig.sdk().paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' })
    expect(paid.status).toBe('succeeded')
  })

  test('can be created and confirmed in one call', async () => {
    const paid = await rig
      .sdk()
      .paymentIntents.create({ ...order, confirm: true, payment_method: 'pm_card_mastercard' })
    expect(paid.status).toBe('succeeded')
  })

  test('cannot be paid twice, nor after it was cancelled', async () => {
    const paid = await rig.payNew()
    await expect(rig.sdk().paymentIntents.confirm(paid.id, { payment_method: 'pm_card_visa' })).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
      payment_intent: { id: paid.id, status: 'succeeded' },
    })
    await expect(rig.sdk().paymentIntents.cancel(paid.id)).rejects.toMatchObject({ type: 'StripeInvalidRequestError' })
    const other = await rig.sdk().paymentIntents.create(order)
    const canceled = await rig.sdk().paymentIntents.cancel(other.id, { cancellation_reason: 'abandoned' })
    expect(canceled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' })
    expect((await rig.confirmInBrowser(other, 'pm_card_visa')).status).toBe(400)
    await rig.waitForEvents('payment_intent.canceled')
  })
})

test('demo data that was interrupted after a payment takes it as made', async () => {
  const { id, client_secret } = await rig.sdk().paymentIntents.create(order)
  const places = { stripeUrl: rig.local.url, stripePublishableKey: keys.publishableKey, razorpayUrl: '' }
  const payment = { provider: 'STRIPE', clientSecret: client_secret, providerOrderId: id } as const
  for (const _start of ['interrupted', 'next']) await pay(places, payment)
  expect(await rig.sdk().paymentIntents.retrieve(id)).toMatchObject({ status: 'succeeded', amount_received: 4999 })
  await expect(pay(places, { ...payment, clientSecret: 'wrong' })).rejects.toThrow('the provider answered 404')
})

describe('keys', () => {
  test('a wrong or missing key is refused with 401', async () => {
    const stranger = rig.sdk('sk_test_wrong')
    await expect(stranger.paymentIntents.create(order)).rejects.toMatchObject({
      type: 'StripeAuthenticationError',
      statusCode: 401,
    })
    expect((await fetch(`${rig.local.url}/v1/events`)).status).toBe(401)
  })

  test('the publishable key opens one payment, with its client secret, and nothing else', async () => {
    const intent = await rig.sdk().paymentIntents.create(order)
    expect((await rig.confirmInBrowser({ ...intent, client_secret: 'guess' }, 'pm_card_visa')).status).toBe(404)
    const browser = rig.sdk(keys.publishableKey)
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
    const refused = rig.sdk().paymentIntents.create(params as Stripe.PaymentIntentCreateParams)
    await expect(refused).rejects.toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400, code, param })
  })

  test('unknown ids and addresses are 404', async () => {
    await expect(rig.sdk().paymentIntents.retrieve('pi_unknown')).rejects.toMatchObject({ code: 'resource_missing' })
    await expect(rig.sdk().customers.list()).rejects.toMatchObject({ statusCode: 404 })
  })
})

describe('an idempotency key', () => {
  test('gets the same answer for the same request, also at the same time and after a restart', async () => {
    const idempotencyKey = 'checkout_1'
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => rig.sdk().paymentIntents.create(order, { idempotencyKey })),
    )
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
    await rig.restart()
    const again = await rig.sdk().paymentIntents.create(order, { idempotencyKey })
    expect(again.id).toBe(answers[0]?.id)
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true')
  })

  test('is refused for another request, and free again after a day', async () => {
    const first = await rig.sdk().paymentIntents.create(order, { idempotencyKey: 'checkout_1' })
    const other = { ...order, amount: 1 }
    await expect(rig.sdk().paymentIntents.create(other, { idempotencyKey: 'checkout_1' })).rejects.toMatchObject({
      type: 'StripeIdempotencyError',
      statusCode: 400,
    })
    rig.now = new Date(rig.now.getTime() + 25 * 60 * 60 * 1000)
    const later = await rig.sdk().paymentIntents.create(other, { idempotencyKey: 'checkout_1' })
    expect(later.id).not.toBe(first.id)
  })

  test('repeats a decline without charging again', async () => {
    const intent = await rig.sdk().paymentIntents.create(order)
    const confirm = () =>
      rig
        .sdk()
        .paymentIntents.confirm(
          intent.id,
          { payment_method: 'pm_card_visa_chargeDeclined' },
          { idempotencyKey: 'confirm_1' },
        )
    await expect(confirm()).rejects.toMatchObject({ type: 'StripeCardError' })
    await expect(confirm()).rejects.toMatchObject({ type: 'StripeCardError' })
    expect((await rig.sdk().events.list({ type: 'charge.failed' })).data).toHaveLength(1)
  })
})

describe('a refund', () => {
  test('gives back a part, then the rest, and no more', async () => {
    const paid = await rig.payNew()
    const part = await rig
      .sdk()
      .refunds.create({ payment_intent: paid.id, amount: 1000, metadata: { lineId: 'line_1' } })
    expect(part).toMatchObject({ object: 'refund', amount: 1000, status: 'succeeded', payment_intent: paid.id })
    expect(part.id).toMatch(/^re_/)
    await expect(rig.sdk().refunds.create({ payment_intent: paid.id, amount: 4000 })).rejects.toMatchObject({
      param: 'amount',
    })
    const rest = await rig.sdk().refunds.create({ charge: String(paid.latest_charge) })
    expect(rest.amount).toBe(3999)
    await expect(rig.sdk().refunds.create({ payment_intent: paid.id })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    })
    expect(await rig.sdk().refunds.retrieve(part.id)).toMatchObject({ metadata: { lineId: 'line_1' } })
    expect(await rig.sdk().charges.retrieve(String(paid.latest_charge))).toMatchObject({
      refunded: true,
      amount_refunded: 4999,
    })
    const events = await rig.waitForEvents('charge.refunded', 2)
    expect(events.map(({ data }) => (data.object as Stripe.Charge).amount_refunded).sort()).toEqual([1000, 4999])
  })

  test('needs a payment that was made', async () => {
    const intent = await rig.sdk().paymentIntents.create(order)
    await expect(rig.sdk().refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({ statusCode: 400 })
  })
})
