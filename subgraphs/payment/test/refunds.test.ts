import { courseCompleted, grantSettled } from '@lms/contracts/course'
import {
  grantRevoked,
  paymentCollected,
  paymentErased,
  refundSucceeded,
  refundWindowClosed,
} from '@lms/contracts/payment'
import { newId } from '@lms/kit/ids'
import type { SignedInViewer } from '@lms/kit/viewer'
import { eventually } from '@lms/testkit/eventually'
import { askToCollect, askToErase } from '@lms/testkit/privacy'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { afterAll, describe, expect, test } from 'vitest'
import { expectBalancedBooks } from './books.ts'
import { startTestPayment } from './start-payment.ts'

const payment = setUp(startTestPayment)
afterAll(() => expectBalancedBooks(payment.database))

const PAYS = { STRIPE: 'pm_card_visa', RAZORPAY: 'success@razorpay' } as const
const staff = createViewer('ADMIN')

/** A course that somebody has bought. */
async function bought(provider: 'STRIPE' | 'RAZORPAY' = 'STRIPE', courses = 1) {
  const buyer = createViewer()
  const courseIds = await Promise.all(
    Array.from({ length: courses }, () => payment.course({ minorUnits: 49_900, currency: 'INR' })),
  )
  const checkout = await payment.checkout(buyer, courseIds, { provider })
  const page = new URL(checkout.payment.redirectUrl)
  const stripe = { client_secret: page.searchParams.get('client_secret') ?? '', payment_method: PAYS.STRIPE }
  const fields = provider === 'STRIPE' ? stripe : { vpa: PAYS.RAZORPAY }
  await fetch(page, { method: 'POST', body: new URLSearchParams(fields) })
  const order = await eventually(
    () => payment.order(buyer, checkout.order.id),
    (seen) => expect(seen?.status).toBe('PAID'),
  )
  return { buyer, orderId: checkout.order.id, lineIds: order?.lines.map(({ id }) => id) ?? [], courseIds }
}

async function refund(
  viewer: SignedInViewer,
  orderLineId: string,
  { key = newId('key'), amount, reason = 'changed my mind' }: { key?: string; amount?: number; reason?: string } = {},
) {
  const input = { orderLineId, reason, idempotencyKey: key, ...(amount ? { amountMinorUnits: amount } : {}) }
  const { data, errors } = await payment.execute(
    viewer,
    `mutation ($input: RefundOrderLineInput!) { refundOrderLine(input: $input) {
      refund { id status failureCode amount { minorUnits } } userErrors { code field } } }`,
    { input },
  )
  if (errors) throw new Error(errors[0]?.message)
  return data.refundOrderLine
}

const quote = async (viewer: SignedInViewer, id: string) =>
  (
    await payment.execute(
      viewer,
      'query ($id: ID!) { refundQuote(orderLineId: $id) { amount { minorUnits } effect objections until } }',
      { id },
    )
  ).data.refundQuote

async function lines(viewer: SignedInViewer, id: string) {
  const { data } = await payment.execute(
    viewer,
    'query ($id: ID!) { order(id: $id) { status lines { status refunded { minorUnits } } refunds { status } } }',
    { id },
  )
  return data.order
}

const saga = async (kind: string, key: string) =>
  (
    await payment.database.query<{ step: string; finished: boolean }>(
      'select step, finished_at is not null as finished from kit.saga where kind = $1 and key = $2',
      [kind, key],
    )
  )[0]

describe.each(['STRIPE', 'RAZORPAY'] as const)('through %s', (provider) => {
  test('one course of an order is given back, and only its access ends', async () => {
    const { buyer, orderId, lineIds, courseIds } = await bought(provider, 2)
    const [first = '', second = ''] = lineIds
    const answer = await refund(buyer, first)
    expect(answer).toMatchObject({ refund: { status: 'SUCCEEDED', amount: { minorUnits: 49_900 } }, userErrors: [] })
    expect(await lines(buyer, orderId)).toEqual({
      status: 'PAID',
      lines: [
        { status: 'REVOKED', refunded: { minorUnits: 49_900 } },
        { status: 'GRANTED', refunded: { minorUnits: 0 } },
      ],
      refunds: [{ status: 'SUCCEEDED' }],
    })
    const revoked = (await payment.outbox(grantRevoked)).filter(({ data }) => data.orderId === orderId)
    expect(revoked.map(({ data }) => [data.orderLineId, data.courseId, data.userId, data.reason])).toEqual([
      [first, courseIds[0], buyer.id, 'REFUND'],
    ])
    expect(await saga('refund', answer.refund.id)).toEqual({ step: 'REVOKING', finished: false })
    const facts = { orderLineId: first, courseId: courseIds[0] ?? '', userId: buyer.id }
    await payment.deliver(grantSettled, {
      subject: first,
      version: 2,
      data: { ...facts, state: 'REVOKED', stillActive: false },
    })
    await eventually(
      () => saga('refund', answer.refund.id),
      (seen) => expect(seen).toEqual({ step: 'REVOKED', finished: true }),
    )
    expect(await quote(buyer, first)).toMatchObject({ amount: { minorUnits: 0 }, objections: ['NOTHING_LEFT'] })
    expect(await quote(buyer, second)).toMatchObject({
      amount: { minorUnits: 49_900 },
      effect: 'REVOKE',
      objections: [],
    })
  })

  test('staff give back a part: the access stays until all of it is given back', async () => {
    const { buyer, orderId, lineIds } = await bought(provider)
    const [line = ''] = lineIds
    expect((await refund(staff, line, { amount: 20_000 })).refund.status).toBe('SUCCEEDED')
    expect(await lines(buyer, orderId)).toMatchObject({
      lines: [{ status: 'GRANTED', refunded: { minorUnits: 20_000 } }],
    })
    expect((await refund(staff, line, { amount: 29_901 })).userErrors).toMatchObject([{ code: 'AMOUNT_TOO_LARGE' }])
    expect((await refund(staff, line)).refund).toMatchObject({ status: 'SUCCEEDED', amount: { minorUnits: 29_900 } })
    expect(await lines(buyer, orderId)).toMatchObject({
      lines: [{ status: 'REVOKED', refunded: { minorUnits: 49_900 } }],
    })
    const told = (await payment.outbox(refundSucceeded)).filter(({ data }) => data.orderId === orderId)
    expect(told.map(({ data }) => [data.amount.minorUnits, data.effect])).toEqual([
      ['20000', 'KEEP'],
      ['29900', 'REVOKE'],
    ])
  })

  test('twenty calls with one key are one refund', async () => {
    const { buyer, lineIds } = await bought(provider)
    const [line = ''] = lineIds
    const answers = await Promise.all(Array.from({ length: 20 }, () => refund(buyer, line, { key: `once ${line}` })))
    expect(new Set(answers.map((answer) => answer.refund?.id)).size).toBe(1)
    expect((await refund(buyer, line, { key: `once ${line}`, reason: 'another' })).userErrors).toMatchObject([
      { code: 'IDEMPOTENCY_CONFLICT', field: ['input', 'idempotencyKey'] },
    ])
    const [{ n } = { n: 0 }] = await payment.database.query<{ n: number }>(
      'select count(*)::int as n from ledger_transaction t join refund r on r.provider_reference = t.reference where r.order_line_id = $1',
      [line],
    )
    expect(n).toBe(1)
  })
})

test('twenty calls at once with keys of their own give back no more than was paid', async () => {
  const { lineIds } = await bought()
  const [line = ''] = lineIds
  const answers = await Promise.all(Array.from({ length: 20 }, () => refund(staff, line, { amount: 10_000 })))
  expect(answers.filter((answer) => answer.refund !== null)).toHaveLength(4)
})

test('buyers are bound by the quote, strangers see nothing, staff are free of time', async () => {
  const { buyer, lineIds, courseIds } = await bought()
  const [line = ''] = lineIds
  const stranger = createViewer()
  expect(await quote(stranger, line)).toBeNull()
  expect((await refund(stranger, line)).userErrors).toMatchObject([{ code: 'NOT_FOUND' }])
  expect((await refund(buyer, line, { amount: 100 })).userErrors).toMatchObject([{ code: 'NOT_ALLOWED' }])
  const enrollment = {
    enrollmentId: newId('enrollment'),
    courseId: courseIds[0] ?? '',
    userId: buyer.id,
    versionNumber: 1,
  }
  await payment.deliver(courseCompleted, { subject: enrollment.enrollmentId, version: 9, data: enrollment })
  expect((await quote(buyer, line)).objections).toEqual(['COMPLETED'])
  expect((await refund(buyer, line)).userErrors).toMatchObject([{ code: 'COMPLETED' }])
  expect((await refund(staff, line)).refund.status).toBe('SUCCEEDED')
})

test('whoever tells of a completion is answered, each time', async () => {
  const data = { enrollmentId: newId('enrollment'), courseId: newId('course'), userId: newId('user'), versionNumber: 1 }
  const subject = data.enrollmentId
  await payment.redeliver(await payment.deliver(courseCompleted, { subject, version: 9, data }))
  await payment.deliver(courseCompleted, { subject, version: 10, data })
  const answers = (await payment.outbox(refundWindowClosed)).filter((event) => event.subject === subject)
  expect(answers.map(({ aggregateversion }) => aggregateversion)).toEqual([9, 10])
})

test('an erasure takes the words and what providers told of a person; the books stay', async () => {
  const [ada, other] = [await bought(), await bought()]
  for (const { lineIds } of [ada, other])
    await refund(staff, lineIds[0] ?? '', { amount: 100, reason: 'her own words' })
  const books = () => payment.database.query('select * from ledger_entry order by id')
  const before = await books()
  const [first, second] = await askToErase(payment, paymentErased, ada.buyer.id)
  expect(first?.erased).toBeGreaterThan(1)
  expect(second?.erased).toBe(0)
  expect(await books()).toEqual(before)
  const reasons = (lineId?: string) =>
    payment.database.query('select reason from refund where order_line_id = $1', [lineId])
  expect(await reasons(ada.lineIds[0])).toEqual([{ reason: 'erased' }])
  expect(await reasons(other.lineIds[0])).toEqual([{ reason: 'her own words' }])
  const told = ({ orderId }: { orderId: string }) =>
    payment.database.query(
      `select 1 from webhook_event where exists (select from payment where order_id = $1
       and (position(payment.id in payload) > 0 or position(provider_reference in payload) > 0))`,
      [orderId],
    )
  expect(await told(ada)).toEqual([])
  expect(await told(other)).not.toEqual([])
})

test('an export holds orders and refunds, and nothing that pays', async () => {
  const { buyer, orderId, lineIds } = await bought()
  await refund(buyer, lineIds[0] ?? '')
  const { records } = await askToCollect(payment, paymentCollected, buyer.id)
  expect(records).toMatchObject({
    orders: [{ id: orderId, totalMinor: '49900', lines: [{ fulfilment: 'REVOKED' }] }],
    refunds: [{ reason: 'changed my mind', amountMinor: '49900' }],
  })
  expect(JSON.stringify(records)).not.toMatch(/secret|requestHash|idempotency/i)
})

test('a provider that is away delays a refund, which then happens once', async () => {
  const { buyer, lineIds } = await bought()
  const [line = ''] = lineIds
  await payment.providers.stopStripe()
  const { refund: recorded } = await refund(buyer, line)
  expect(recorded.status).toBe('PENDING')
  expect(await saga('refund', recorded.id)).toEqual({ step: 'RECORDED', finished: false })
  await payment.providers.restartStripe()
  payment.clock.advance(61_000)
  await eventually(
    () => saga('refund', recorded.id),
    (seen) => expect(seen?.step).toBe('REVOKING'),
  )
  const key = await payment.database.query(
    'select 1 from ledger_transaction where kind = $1 and order_id = (select order_id from order_line where id = $2)',
    ['REFUND', line],
  )
  expect(key).toHaveLength(1)
})

test('a saga whose answer does not come tells its event again', async () => {
  const { lineIds, courseIds, buyer } = await bought()
  const [line = ''] = lineIds
  expect(await saga('purchase', line)).toEqual({ step: 'GRANTED', finished: false })
  const told = async () => (await payment.outbox()).filter(({ subject }) => subject === line).length
  const before = await told()
  payment.clock.advance(61_000)
  await eventually(told, (count) => expect(count).toBeGreaterThan(before))
  const facts = { orderLineId: line, courseId: courseIds[0] ?? '', userId: buyer.id }
  await payment.deliver(grantSettled, {
    subject: line,
    version: 1,
    data: { ...facts, state: 'WAITING', stillActive: false },
  })
  await eventually(
    () => saga('purchase', line),
    (seen) => expect(seen?.step).toBe('WAITING'),
  )
  await payment.deliver(grantSettled, {
    subject: line,
    version: 2,
    data: { ...facts, state: 'ENROLLED', stillActive: true },
  })
  await eventually(
    () => saga('purchase', line),
    (seen) => expect(seen).toEqual({ step: 'ENROLLED', finished: true }),
  )
})
