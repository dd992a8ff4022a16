import { setUp } from '@lms/testkit/set-up'
import { afterAll, describe, expect, test } from 'vitest'
import { expectBalancedBooks } from './books.ts'
import { buy, capturedEntity, PAID, PENDING, SUCCEEDED, startUntoldPayment, stripeEvents } from './purchases.ts'
import { post, razorpayWebhook, type SignedWebhook } from './signed-webhooks.ts'
import { OLD_SECRETS } from './start-payment.ts'

const payment = setUp(startUntoldPayment)
afterAll(() => expectBalancedBooks(payment.database))

const stored = () => payment.database.query<{ event_id: string }>('select event_id from webhook_event')

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
    const stripe = await buy(payment)
    const razorpay = await buy(payment, 'RAZORPAY')
    const before = await stored()
    const captured = capturedEntity(razorpay.bought, 'pay_forged')
    expect(await post(payment, alter((await stripeEvents(payment, stripe.bought))(SUCCEEDED)))).toBe(400)
    expect(await post(payment, alter(razorpayWebhook(payment, 'payment.captured', { entity: captured })))).toBe(400)
    expect(await stored()).toEqual(before)
    expect([await stripe.status(), await razorpay.status()]).toEqual([PENDING, PENDING])
  })

  test('or signed with another secret, or long ago, is refused', async () => {
    const { bought, status } = await buy(payment)
    const event = await stripeEvents(payment, bought)
    const now = Math.floor(Date.now() / 1000)
    expect(await post(payment, event({ ...SUCCEEDED, secret: 'whsec_of_somebody_else' }))).toBe(400)
    expect(await post(payment, event({ ...SUCCEEDED, timestamp: now - 310 }))).toBe(400)
    expect(await status()).toEqual(PENDING)
    expect(await post(payment, event({ ...SUCCEEDED, timestamp: now - 280 }))).toBe(200)
    expect(await status()).toEqual(PAID)
  })

  test('while a secret is replaced, the old one still counts', async () => {
    const stripe = await buy(payment)
    const razorpay = await buy(payment, 'RAZORPAY')
    const { stripe: stripeSecret, razorpay: razorpaySecret } = OLD_SECRETS
    const event = (await stripeEvents(payment, stripe.bought))({ ...SUCCEEDED, secret: stripeSecret })
    const entity = capturedEntity(razorpay.bought, 'pay_old_secret')
    expect(await post(payment, event)).toBe(200)
    expect(await post(payment, razorpayWebhook(payment, 'payment.captured', { entity, secret: razorpaySecret }))).toBe(
      200,
    )
    expect([await stripe.status(), await razorpay.status()]).toEqual([PAID, PAID])
  })

  test('while a secret is replaced, one good signature of several is enough', async () => {
    const { bought, status } = await buy(payment)
    const event = await stripeEvents(payment, bought)
    const id = 'evt_rotation'
    const good = event({ ...SUCCEEDED, id })
    const signatures = good.headers['stripe-signature'] ?? ''
    const headers = { 'stripe-signature': `${signatures.replace(/v1=.*/, 'v1=00ff')},${signatures.split(',')[1]}` }
    expect(await post(payment, { ...good, headers })).toBe(200)
    expect(await status()).toEqual(PAID)
  })
})

test('an address that is no webhook does not exist, and a webhook is only posted', async () => {
  expect((await fetch(`${payment.url}/webhooks/paypal`, { method: 'POST' })).status).toBe(404)
  expect((await fetch(`${payment.url}/webhooks/stripe`)).status).toBe(404)
})
