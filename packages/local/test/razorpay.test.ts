import path from 'node:path'
import { validatePaymentVerification } from 'razorpay/dist/utils/razorpay-utils.js'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { freePort } from '../src/ports.ts'
import { startRazorpay } from '../src/razorpay.ts'
import { type CheckoutAnswer, keys, order, RazorpayRig } from './razorpay-rig.ts'

let rig: RazorpayRig

beforeEach(async () => {
  rig = await RazorpayRig.start()
})

afterEach(() => rig.stop())

describe('an order', () => {
  test('is created, paid in the checkout, captured, and told to the webhook with a valid signature', async () => {
    const created = await rig.sdk().orders.create(order)
    expect(created).toMatchObject({ entity: 'order', status: 'created', amount_due: 49_900, attempts: 0 })
    expect(created.id).toMatch(/^order_\w{14}$/)

    const answer = (await (await rig.pay(created.id)).json()) as CheckoutAnswer
    const { razorpay_payment_id: payment_id, razorpay_order_id: order_id, razorpay_signature } = answer
    expect(order_id).toBe(created.id)
    expect(validatePaymentVerification({ payment_id, order_id }, razorpay_signature, keys.keySecret)).toBe(true)

    expect(await rig.sdk().orders.fetch(order_id)).toMatchObject({ status: 'paid', amount_paid: 49_900, amount_due: 0 })
    expect(await rig.sdk().payments.fetch(payment_id)).toMatchObject({
      status: 'captured',
      order_id,
      email: 'ana@lms.test',
    })
    const [captured] = await rig.waitForEvents('payment.captured')
    expect(captured?.payload.payment?.entity).toMatchObject({ id: payment_id, notes: { orderId: 'order_1' } })
    const [paid] = await rig.waitForEvents('order.paid')
    expect(paid).toMatchObject({
      contains: ['payment', 'order'],
      payload: { order: { entity: { id: order_id, status: 'paid' } } },
    })
    expect(paid?.id).not.toBe(captured?.id)
  })

  test('is declined and can then be paid; both attempts are listed', async () => {
    const { id } = await rig.sdk().orders.create(order)
    const declined = await rig.pay(id, 'failure@razorpay')
    expect(declined.status).toBe(400)
    expect(await declined.json()).toMatchObject({
      error: { code: 'BAD_REQUEST_ERROR', reason: 'payment_failed', metadata: { order_id: id } },
    })
    expect(await rig.sdk().orders.fetch(id)).toMatchObject({ status: 'attempted', attempts: 1 })
    const [failed] = await rig.waitForEvents('payment.failed')
    expect(failed?.payload.payment?.entity).toMatchObject({ status: 'failed', error_source: 'bank' })
    expect((await rig.pay(id)).status).toBe(200)
    expect(await rig.sdk().orders.fetchPayments(id)).toMatchObject({
      entity: 'collection',
      count: 2,
      items: [{ status: 'failed' }, { status: 'captured' }],
    })
  })

  test('cannot be paid twice', async () => {
    const { razorpay_order_id } = await rig.payNew()
    expect((await rig.pay(razorpay_order_id)).status).toBe(400)
    expect(await rig.sdk().orders.fetchPayments(razorpay_order_id)).toMatchObject({ count: 1 })
  })

  test('with manual capture waits for it', async () => {
    const { id } = await rig.sdk().orders.create({ ...order, payment: { capture: 'manual' } } as typeof order)
    const { razorpay_payment_id: paymentId } = (await (await rig.pay(id)).json()) as CheckoutAnswer
    expect(await rig.sdk().payments.fetch(paymentId)).toMatchObject({ status: 'authorized', captured: false })
    await expect(rig.sdk().payments.refund(paymentId, {})).rejects.toMatchObject({ statusCode: 400 })
    await expect(rig.sdk().payments.capture(paymentId, 100, 'INR')).rejects.toMatchObject({
      error: { description: 'Capture amount must be equal to the amount authorized' },
    })
    expect(await rig.sdk().payments.capture(paymentId, 49_900, 'INR')).toMatchObject({ status: 'captured' })
    await rig.waitForEvents('order.paid')
    await expect(rig.sdk().payments.capture(paymentId, 49_900, 'INR')).rejects.toMatchObject({ statusCode: 400 })
  })
})

describe('bad requests', () => {
  test('wrong keys are refused with 401', async () => {
    await expect(rig.sdk('wrong').orders.create(order)).rejects.toMatchObject({
      statusCode: 401,
      error: { code: 'BAD_REQUEST_ERROR', description: 'Authentication failed' },
    })
    expect((await fetch(`${rig.local.url}/v1/orders/order_1`)).status).toBe(401)
  })

  test.each([
    [{ currency: 'INR' }, 'amount'],
    [{ amount: 99, currency: 'INR' }, 'amount'],
    [{ amount: 100, currency: 'ZZZ' }, 'currency'],
    [{ amount: 100, currency: 'INR', receipt: 'x'.repeat(41) }, 'receipt'],
  ])('%j is refused naming %s', async (body, field) => {
    await expect(rig.sdk().orders.create(body as typeof order)).rejects.toMatchObject({
      statusCode: 400,
      error: { reason: 'input_validation_failed', field },
    })
  })

  test('unknown ids are refused', async () => {
    const unknown = { error: { description: 'The id provided does not exist' } }
    await expect(rig.sdk().orders.fetch('order_unknown')).rejects.toMatchObject(unknown)
    await expect(rig.sdk().payments.refund('pay_unknown', {})).rejects.toMatchObject(unknown)
  })
})

test('a payment is refunded in part, then the rest, and no more', async () => {
  const { razorpay_payment_id: paymentId } = await rig.payNew()
  const part = await rig.sdk().payments.refund(paymentId, {
    amount: 900,
    receipt: 'refund_1',
    notes: { lineId: 'line_1' },
  })
  expect(part).toMatchObject({ entity: 'refund', amount: 900, status: 'processed', receipt: 'refund_1' })
  expect(part.id).toMatch(/^rfnd_\w{14}$/)
  expect(await rig.sdk().payments.fetch(paymentId)).toMatchObject({ refund_status: 'partial', status: 'captured' })
  await expect(rig.sdk().payments.refund(paymentId, { amount: 49_900 })).rejects.toMatchObject({
    error: { field: 'amount' },
  })
  expect((await rig.sdk().payments.refund(paymentId, {})).amount).toBe(49_000)
  await expect(rig.sdk().payments.refund(paymentId, {})).rejects.toMatchObject({ statusCode: 400 })
  expect(await rig.sdk().payments.fetch(paymentId)).toMatchObject({ refund_status: 'full', status: 'refunded' })
  expect(await rig.sdk().payments.fetchMultipleRefund(paymentId)).toMatchObject({ count: 2 })
  expect(await rig.sdk().refunds.fetch(part.id)).toMatchObject({ notes: { lineId: 'line_1' } })
  const events = await rig.waitForEvents('refund.processed', 2)
  expect(events.map(({ payload }) => payload.refund?.entity.amount).sort()).toEqual([49_000, 900])
})

describe('webhooks', () => {
  test('are sent again under the same event id until they are accepted', async () => {
    rig.receiver.answer(500)
    await rig.payNew()
    await vi.waitFor(() => expect(rig.receivedEvents('order.paid').length).toBeGreaterThan(1), 10_000)
    rig.receiver.answer(200)
    await vi.waitFor(
      () => expect(rig.local.deliveries().every(({ state }) => state === 'delivered')).toBe(true),
      10_000,
    )
    expect(new Set(rig.receivedEvents('order.paid').map(({ id }) => id)).size).toBe(1)
  })

  test('can be held back and replayed', async () => {
    rig.local.pauseWebhooks()
    const { razorpay_order_id } = await rig.payNew()
    // Requests that take longer than a webhook would.
    for (let count = 0; count < 10; count++) await rig.sdk().orders.fetch(razorpay_order_id)
    expect(rig.receiver.received).toEqual([])
    expect(rig.local.deliveries().map(({ event, attempts }) => [event.type, attempts])).toEqual([
      ['payment.authorized', 0],
      ['payment.captured', 0],
      ['order.paid', 0],
    ])
    rig.local.resumeWebhooks()
    const [event] = await rig.waitForEvents('order.paid')
    rig.local.redeliver(event?.id ?? '')
    const [first, second] = await rig.waitForEvents('order.paid', 2)
    expect(second).toEqual(first)
  })

  test('that were pending when the stack stopped are delivered by the next start, and nothing else is lost', async () => {
    const port = await freePort()
    await rig.restart({ webhookUrl: `http://127.0.0.1:${port}/webhook` })
    const { razorpay_payment_id: paymentId } = await rig.payNew()
    await rig.restart()
    const [captured] = await rig.waitForEvents('payment.captured')
    expect(captured?.payload.payment?.entity.id).toBe(paymentId)
    expect(await rig.sdk().payments.refund(paymentId, {})).toMatchObject({ amount: 49_900 })
  })
})

describe('the checkout page', () => {
  test('shows the amount, pays by a click and posts the outcome to the shop', async () => {
    const { id } = await rig.sdk().orders.create(order)
    const shop = 'http://localhost:5173/razorpay'
    const page = await (await fetch(`${rig.local.url}/pay/${id}?callback_url=${encodeURIComponent(shop)}`)).text()
    expect(page).toContain('499.00')
    expect(page).toContain(`name="callback_url" value="${shop}"`)
    const body = new URLSearchParams({ vpa: 'success@razorpay', callback_url: shop })
    const done = await (await fetch(`${rig.local.url}/pay/${id}`, { method: 'POST', body })).text()
    expect(done).toContain(`action="${shop}"`)
    expect(done).toMatch(/name="razorpay_signature" value="[0-9a-f]{64}"/)
    expect(await (await fetch(`${rig.local.url}/pay/${id}`)).text()).toContain('This order is paid')
  })

  test('says how it went where there is no shop to go to, and refuses unknown orders', async () => {
    const { id } = await rig.sdk().orders.create(order)
    const body = new URLSearchParams({ vpa: 'failure@razorpay', callback_url: 'javascript:alert(1)' })
    const failed = await (await fetch(`${rig.local.url}/pay/${id}`, { method: 'POST', body })).text()
    expect(failed).toContain('Payment failed')
    expect(failed).not.toContain('javascript:')
    expect((await fetch(`${rig.local.url}/pay/order_unknown`)).status).toBe(400)
  })
})

test('a taken port is refused in a sentence', async () => {
  const port = Number(new URL(rig.local.url).port)
  const second = startRazorpay({ ...rig.options(), port, dataDir: path.join(rig.dataDir, 'other') })
  await expect(second).rejects.toThrow(
    `Port ${port}, which the stand-in of Razorpay needs, is taken by another program.`,
  )
})
