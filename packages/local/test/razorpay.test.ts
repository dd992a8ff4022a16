import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Razorpay from 'razorpay'
import { validatePaymentVerification } from 'razorpay/dist/utils/razorpay-utils.js'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { freePort } from '../src/ports.ts'
import type { Provider } from '../src/provider/start-provider.ts'
import { type RazorpayOptions, startRazorpay } from '../src/razorpay.ts'
import { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts'

const keys = { keyId: 'rzp_test_local', keySecret: 'local-secret' }
const webhookSecret = 'webhook-secret'

let dataDir: string
let receiver: WebhookReceiver
let local: Provider
let razorpay: Razorpay
let now: Date

beforeEach(async () => {
  now = new Date()
  dataDir = await mkdtemp(path.join(tmpdir(), 'lms-razorpay-'))
  receiver = await startWebhookReceiver()
  await start()
})

afterEach(async () => {
  await local.stop()
  await receiver.stop()
  await rm(dataDir, { recursive: true })
})

async function start(more: Partial<RazorpayOptions> = {}): Promise<void> {
  const clock = { now: () => now }
  const options = { port: 0, dataDir, ...keys, webhookSecret, webhookUrl: receiver.url, clock, retryDelayMs: 5 }
  local = await startRazorpay({ ...options, ...more })
  razorpay = connect(keys.keyId, keys.keySecret)
}

function connect(key_id: string, key_secret: string): Razorpay {
  const sdk = new Razorpay({ key_id, key_secret })
  const { api } = sdk as unknown as { api: { rq: { defaults: { baseURL: string } } } }
  api.rq.defaults.baseURL = local.url
  return sdk
}

const order = { amount: 49_900, currency: 'INR', receipt: 'order_1', notes: { orderId: 'order_1' } }

/** What the checkout in the buyer's browser sends. */
function pay(orderId: string, vpa = 'success@razorpay'): Promise<Response> {
  return fetch(`${local.url}/pay/${orderId}`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams({ vpa, email: 'ana@lms.test' }),
  })
}

interface CheckoutAnswer {
  razorpay_payment_id: string
  razorpay_order_id: string
  razorpay_signature: string
}

async function payNew(): Promise<CheckoutAnswer> {
  const { id } = await razorpay.orders.create(order)
  return (await pay(id)).json() as Promise<CheckoutAnswer>
}

interface WebhookBody {
  event: string
  contains: string[]
  payload: Record<string, { entity: Record<string, unknown> }>
}

/** Received events of one type, verified by the SDK. */
function receivedEvents(type: string): (WebhookBody & { id: string })[] {
  return receiver.received
    .map(({ headers, body }) => {
      const signature = String(headers['x-razorpay-signature'])
      expect(Razorpay.validateWebhookSignature(body, signature, webhookSecret)).toBe(true)
      return { ...(JSON.parse(body) as WebhookBody), id: String(headers['x-razorpay-event-id']) }
    })
    .filter(({ event }) => event === type)
}

function waitForEvents(type: string, count = 1): Promise<(WebhookBody & { id: string })[]> {
  return vi.waitFor(() => {
    const events = receivedEvents(type)
    expect(events).toHaveLength(count)
    return events
  }, 10_000)
}

describe('an order', () => {
  test('is created, paid in the checkout, captured, and told to the webhook with a valid signature', async () => {
    const created = await razorpay.orders.create(order)
    expect(created).toMatchObject({ entity: 'order', status: 'created', amount_due: 49_900, attempts: 0 })
    expect(created.id).toMatch(/^order_\w{14}$/)

    const answer = (await (await pay(created.id)).json()) as CheckoutAnswer
    const { razorpay_payment_id: payment_id, razorpay_order_id: order_id, razorpay_signature } = answer
    expect(order_id).toBe(created.id)
    expect(validatePaymentVerification({ payment_id, order_id }, razorpay_signature, keys.keySecret)).toBe(true)

    expect(await razorpay.orders.fetch(order_id)).toMatchObject({ status: 'paid', amount_paid: 49_900, amount_due: 0 })
    expect(await razorpay.payments.fetch(payment_id)).toMatchObject({
      status: 'captured',
      order_id,
      email: 'ana@lms.test',
    })
    const [captured] = await waitForEvents('payment.captured')
    expect(captured?.payload.payment?.entity).toMatchObject({ id: payment_id, notes: { orderId: 'order_1' } })
    const [paid] = await waitForEvents('order.paid')
    expect(paid).toMatchObject({
      contains: ['payment', 'order'],
      payload: { order: { entity: { id: order_id, status: 'paid' } } },
    })
    expect(paid?.id).not.toBe(captured?.id)
  })

  test('is declined and can then be paid; both attempts are listed', async () => {
    const { id } = await razorpay.orders.create(order)
    const declined = await pay(id, 'failure@razorpay')
    expect(declined.status).toBe(400)
    expect(await declined.json()).toMatchObject({
      error: { code: 'BAD_REQUEST_ERROR', reason: 'payment_failed', metadata: { order_id: id } },
    })
    expect(await razorpay.orders.fetch(id)).toMatchObject({ status: 'attempted', attempts: 1 })
    const [failed] = await waitForEvents('payment.failed')
    expect(failed?.payload.payment?.entity).toMatchObject({ status: 'failed', error_source: 'bank' })
    expect((await pay(id)).status).toBe(200)
    expect(await razorpay.orders.fetchPayments(id)).toMatchObject({
      entity: 'collection',
      count: 2,
      items: [{ status: 'failed' }, { status: 'captured' }],
    })
  })

  test('cannot be paid twice', async () => {
    const { razorpay_order_id } = await payNew()
    expect((await pay(razorpay_order_id)).status).toBe(400)
    expect(await razorpay.orders.fetchPayments(razorpay_order_id)).toMatchObject({ count: 1 })
  })

  test('with manual capture waits for it', async () => {
    const { id } = await razorpay.orders.create({ ...order, payment: { capture: 'manual' } } as typeof order)
    const { razorpay_payment_id: paymentId } = (await (await pay(id)).json()) as CheckoutAnswer
    expect(await razorpay.payments.fetch(paymentId)).toMatchObject({ status: 'authorized', captured: false })
    await expect(razorpay.payments.refund(paymentId, {})).rejects.toMatchObject({ statusCode: 400 })
    await expect(razorpay.payments.capture(paymentId, 100, 'INR')).rejects.toMatchObject({
      error: { description: 'Capture amount must be equal to the amount authorized' },
    })
    expect(await razorpay.payments.capture(paymentId, 49_900, 'INR')).toMatchObject({ status: 'captured' })
    await waitForEvents('order.paid')
    await expect(razorpay.payments.capture(paymentId, 49_900, 'INR')).rejects.toMatchObject({ statusCode: 400 })
  })
})

describe('bad requests', () => {
  test('wrong keys are refused with 401', async () => {
    await expect(connect(keys.keyId, 'wrong').orders.create(order)).rejects.toMatchObject({
      statusCode: 401,
      error: { code: 'BAD_REQUEST_ERROR', description: 'Authentication failed' },
    })
    expect((await fetch(`${local.url}/v1/orders/order_1`)).status).toBe(401)
  })

  test.each([
    [{ currency: 'INR' }, 'amount'],
    [{ amount: 99, currency: 'INR' }, 'amount'],
    [{ amount: 100, currency: 'ZZZ' }, 'currency'],
    [{ amount: 100, currency: 'INR', receipt: 'x'.repeat(41) }, 'receipt'],
  ])('%j is refused naming %s', async (body, field) => {
    await expect(razorpay.orders.create(body as typeof order)).rejects.toMatchObject({
      statusCode: 400,
      error: { reason: 'input_validation_failed', field },
    })
  })

  test('unknown ids are refused', async () => {
    const unknown = { error: { description: 'The id provided does not exist' } }
    await expect(razorpay.orders.fetch('order_unknown')).rejects.toMatchObject(unknown)
    await expect(razorpay.payments.refund('pay_unknown', {})).rejects.toMatchObject(unknown)
  })
})

test('a payment is refunded in part, then the rest, and no more', async () => {
  const { razorpay_payment_id: paymentId } = await payNew()
  const part = await razorpay.payments.refund(paymentId, {
    amount: 900,
    receipt: 'refund_1',
    notes: { lineId: 'line_1' },
  })
  expect(part).toMatchObject({ entity: 'refund', amount: 900, status: 'processed', receipt: 'refund_1' })
  expect(part.id).toMatch(/^rfnd_\w{14}$/)
  expect(await razorpay.payments.fetch(paymentId)).toMatchObject({ refund_status: 'partial', status: 'captured' })
  await expect(razorpay.payments.refund(paymentId, { amount: 49_900 })).rejects.toMatchObject({
    error: { field: 'amount' },
  })
  expect((await razorpay.payments.refund(paymentId, {})).amount).toBe(49_000)
  await expect(razorpay.payments.refund(paymentId, {})).rejects.toMatchObject({ statusCode: 400 })
  expect(await razorpay.payments.fetch(paymentId)).toMatchObject({ refund_status: 'full', status: 'refunded' })
  expect(await razorpay.payments.fetchMultipleRefund(paymentId)).toMatchObject({ count: 2 })
  expect(await razorpay.refunds.fetch(part.id)).toMatchObject({ notes: { lineId: 'line_1' } })
  const events = await waitForEvents('refund.processed', 2)
  expect(events.map(({ payload }) => payload.refund?.entity.amount).sort()).toEqual([49_000, 900])
})

describe('webhooks', () => {
  test('are sent again under the same event id until they are accepted', async () => {
    receiver.answer(500)
    await payNew()
    await vi.waitFor(() => expect(receivedEvents('order.paid').length).toBeGreaterThan(1), 10_000)
    receiver.answer(200)
    await vi.waitFor(() => expect(local.deliveries().every(({ state }) => state === 'delivered')).toBe(true), 10_000)
    expect(new Set(receivedEvents('order.paid').map(({ id }) => id)).size).toBe(1)
  })

  test('can be held back and replayed', async () => {
    local.pauseWebhooks()
    const { razorpay_order_id } = await payNew()
    // Requests that take longer than a webhook would.
    for (let count = 0; count < 10; count++) await razorpay.orders.fetch(razorpay_order_id)
    expect(receiver.received).toEqual([])
    expect(local.deliveries().map(({ event, attempts }) => [event.type, attempts])).toEqual([
      ['payment.authorized', 0],
      ['payment.captured', 0],
      ['order.paid', 0],
    ])
    local.resumeWebhooks()
    const [event] = await waitForEvents('order.paid')
    local.redeliver(event?.id ?? '')
    const [first, second] = await waitForEvents('order.paid', 2)
    expect(second).toEqual(first)
  })

  test('that were pending when the stack stopped are delivered by the next start, and nothing else is lost', async () => {
    const port = await freePort()
    await local.stop()
    await start({ webhookUrl: `http://127.0.0.1:${port}/webhook` })
    const { razorpay_payment_id: paymentId } = await payNew()
    await local.stop()
    await start()
    const [captured] = await waitForEvents('payment.captured')
    expect(captured?.payload.payment?.entity.id).toBe(paymentId)
    expect(await razorpay.payments.refund(paymentId, {})).toMatchObject({ amount: 49_900 })
  })
})

describe('the checkout page', () => {
  test('shows the amount, pays by a click and posts the outcome to the shop', async () => {
    const { id } = await razorpay.orders.create(order)
    const shop = 'http://localhost:5173/razorpay'
    const page = await (await fetch(`${local.url}/pay/${id}?callback_url=${encodeURIComponent(shop)}`)).text()
    expect(page).toContain('499.00')
    expect(page).toContain(`name="callback_url" value="${shop}"`)
    const body = new URLSearchParams({ vpa: 'success@razorpay', callback_url: shop })
    const done = await (await fetch(`${local.url}/pay/${id}`, { method: 'POST', body })).text()
    expect(done).toContain(`action="${shop}"`)
    expect(done).toMatch(/name="razorpay_signature" value="[0-9a-f]{64}"/)
    expect(await (await fetch(`${local.url}/pay/${id}`)).text()).toContain('This order is paid')
  })

  test('says how it went where there is no shop to go to, and refuses unknown orders', async () => {
    const { id } = await razorpay.orders.create(order)
    const body = new URLSearchParams({ vpa: 'failure@razorpay', callback_url: 'javascript:alert(1)' })
    const failed = await (await fetch(`${local.url}/pay/${id}`, { method: 'POST', body })).text()
    expect(failed).toContain('Payment failed')
    expect(failed).not.toContain('javascript:')
    expect((await fetch(`${local.url}/pay/order_unknown`)).status).toBe(400)
  })
})

test('a taken port is refused in a sentence', async () => {
  const port = Number(new URL(local.url).port)
  await expect(start({ port, dataDir: path.join(dataDir, 'other') })).rejects.toThrow(
    `Port ${port}, which the stand-in of Razorpay needs, is taken by another program.`,
  )
})
