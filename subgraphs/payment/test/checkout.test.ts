import { grantIssued, orderPaid } from '@lms/contracts/payment'
import { newId } from '@lms/kit/ids'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import { startTestPayment } from './start-payment.ts'

const payment = setUp(startTestPayment)

const eventsOf = async (orderId: string) => ({
  paid: (await payment.outbox(orderPaid)).filter(({ data }) => data.orderId === orderId),
  grants: (await payment.outbox(grantIssued)).filter(({ data }) => data.orderId === orderId),
})

describe('an order', () => {
  test('keeps the prices of the moment when it was placed', async () => {
    const buyer = createViewer()
    const courseIds = [await payment.course({ minorUnits: 1990, currency: 'EUR' }), await payment.course()]
    const { order, userErrors } = await payment.checkout(buyer, courseIds)
    expect(userErrors).toEqual([])
    expect(order).toMatchObject({ status: 'PENDING', total: { minorUnits: 3980, currency: 'EUR', decimal: '39.80' } })
    for (const courseId of courseIds) await payment.setPrice(courseId, 5, 'USD')
    const kept = await payment.order(buyer, order.id)
    expect(kept?.lines.map(({ course, price, status }) => [course.id, price.minorUnits, status])).toEqual(
      courseIds.map((courseId) => [courseId, 1990, 'PENDING']),
    )
    expect(kept?.payments).toEqual([
      { provider: 'STRIPE', status: 'PENDING', failureCode: null, amount: { decimal: '39.80' } },
    ])
  })

  test('of total 0 is paid at once, without a provider', async () => {
    const buyer = createViewer()
    const courseId = await payment.course({ minorUnits: 0, currency: 'EUR' })
    const { order, payment: toPay, userErrors } = await payment.checkout(buyer, [courseId])
    expect([userErrors, toPay]).toEqual([[], null])
    expect(order).toMatchObject({ status: 'PAID', payments: [], lines: [{ status: 'GRANTED' }] })
    const { paid, grants } = await eventsOf(order.id)
    expect(paid.map(({ data }) => data)).toEqual([
      {
        orderId: order.id,
        buyerId: buyer.id,
        provider: 'NONE',
        total: { minorUnits: '0', currency: 'EUR' },
        lines: [{ orderLineId: order.lines[0]?.id, courseId, amount: { minorUnits: '0', currency: 'EUR' } }],
      },
    ])
    expect(grants.map(({ data }) => data)).toEqual([
      { orderLineId: order.lines[0]?.id, orderId: order.id, courseId, userId: buyer.id },
    ])
  })

  test('tells where to pay', async () => {
    const courseId = await payment.course({ minorUnits: 50_000, currency: 'INR' })
    const stripe = (await payment.checkout(createViewer(), [courseId])).payment
    expect(stripe).toMatchObject({ provider: 'STRIPE', providerOrderId: expect.stringMatching(/^pi_/) })
    expect(stripe.clientSecret).toContain(stripe.providerOrderId)
    const razorpay = (await payment.checkout(createViewer(), [courseId], { provider: 'RAZORPAY' })).payment
    expect(razorpay).toMatchObject({ provider: 'RAZORPAY', clientSecret: null })
    expect(razorpay.providerOrderId).toMatch(/^order_/)
    for (const { redirectUrl } of [stripe, razorpay]) {
      const page = await fetch(redirectUrl)
      expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('500')])
    }
  })
})

describe('a key', () => {
  test('used 20 times at once makes one order and asks the provider once', async () => {
    const buyer = createViewer()
    const courseId = await payment.course()
    // Razorpay forgives nothing: each call would make another order there.
    const options = { provider: 'RAZORPAY', idempotencyKey: newId('key') } as const
    const razorpay = payment.razorpay
    const before = (await razorpay.orders.all({ count: 100 })).items.length
    const answers = await Promise.all(Array.from({ length: 20 }, () => payment.checkout(buyer, [courseId], options)))
    expect(answers.map(({ error }) => error)).toEqual(Array(20).fill(undefined))
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect((await razorpay.orders.all({ count: 100 })).items.length - before).toBe(1)
    expect(await payment.database.query('select id from "order" where buyer_id = $1', [buyer.id])).toHaveLength(1)
  })

  test('of a free order gives the same order again', async () => {
    const buyer = createViewer()
    const courseId = await payment.course({ minorUnits: 0, currency: 'EUR' })
    const idempotencyKey = newId('key')
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => payment.checkout(buyer, [courseId], { idempotencyKey })),
    )
    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([])
    expect(new Set(answers.map(({ order }) => order.id)).size).toBe(1)
    expect((await eventsOf(answers[0]?.order.id ?? '')).grants).toHaveLength(1)
  })

  test('cannot be used for another request', async () => {
    const buyer = createViewer()
    const [one, other] = [await payment.course(), await payment.course()]
    const idempotencyKey = newId('key')
    const first = await payment.checkout(buyer, [one], { idempotencyKey })
    for (const again of [
      () => payment.checkout(buyer, [other], { idempotencyKey }),
      () => payment.checkout(buyer, [one, other], { idempotencyKey }),
      () => payment.checkout(buyer, [one], { idempotencyKey, provider: 'RAZORPAY' }),
    ]) {
      const { order, userErrors } = await again()
      expect(order).toBeNull()
      expect(userErrors).toEqual([{ field: ['input', 'idempotencyKey'], code: 'IDEMPOTENCY_CONFLICT' }])
    }
    expect((await payment.checkout(buyer, [one], { idempotencyKey })).order.id).toBe(first.order.id)
  })

  test("is the buyer's own: two people may choose the same", async () => {
    const courseId = await payment.course()
    const idempotencyKey = newId('key')
    const [one, other] = await Promise.all(
      [createViewer(), createViewer()].map((buyer) => payment.checkout(buyer, [courseId], { idempotencyKey })),
    )
    expect(one?.order.id).not.toBe(other?.order.id)
  })
})

describe('a course', () => {
  test('is bought once, however many orders try at the same time', async () => {
    const buyer = createViewer()
    const courseId = await payment.course({ minorUnits: 0, currency: 'EUR' })
    const answers = await Promise.all(Array.from({ length: 10 }, () => payment.checkout(buyer, [courseId])))
    expect(answers.filter(({ order }) => order)).toHaveLength(1)
    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual(
      Array(9).fill({ field: ['input', 'items', '0', 'courseId'], code: 'ALREADY_PURCHASED' }),
    )
  })

  test('that somebody was granted cannot be granted to them again, whoever writes the line', async () => {
    const courseId = await payment.course({ minorUnits: 0, currency: 'EUR' })
    const { order } = await payment.checkout(createViewer(), [courseId])
    const copy = `
      with copied as (
        insert into "order" (id, buyer_id, idempotency_key, request_hash, total_minor, currency, created_at)
        select 'order_copy', buyer_id, 'copy', request_hash, total_minor, currency, created_at from "order" where id = $1
        returning id, buyer_id, created_at
      )
      insert into order_line (id, order_id, position, buyer_id, course_id, price_minor, fulfilment, granted_at)
      select 'orderline_copy', copied.id, 0, copied.buyer_id, line.course_id, 0, 'GRANTED', copied.created_at
      from copied, order_line as line where line.order_id = $1`
    await expect(payment.database.query(copy, [order.id])).rejects.toThrow('order_line_granted_key')
  })

  test.each([
    ['unknown', async () => newId('course'), 'NOT_FOUND'],
    ['withdrawn to a draft', async () => withStatus('DRAFT'), 'NOT_FOUND'],
    ['archived', async () => withStatus('ARCHIVED'), 'NOT_FOR_SALE'],
    ['without a price', async () => payment.course(null), 'NOT_FOR_SALE'],
  ])('%s cannot be bought', async (_what, make, code) => {
    const { order, userErrors } = await payment.checkout(createViewer(), [await payment.course(), await make()])
    expect(order).toBeNull()
    expect(userErrors).toEqual([{ field: ['input', 'items', '1', 'courseId'], code }])
  })

  test('stays closed when old news of it comes late', async () => {
    const courseId = await payment.course()
    await payment.moveCourse(courseId, 'ARCHIVED', 3)
    await payment.moveCourse(courseId, 'PUBLISHED', 2)
    const { userErrors } = await payment.checkout(createViewer(), [courseId])
    expect(userErrors.map(({ code }) => code)).toEqual(['NOT_FOR_SALE'])
  })

  async function withStatus(status: 'DRAFT' | 'ARCHIVED'): Promise<string> {
    const courseId = await payment.course()
    await payment.moveCourse(courseId, status)
    return courseId
  }
})

test('courses of several currencies are ordered apart', async () => {
  const courseIds = [await payment.course(), await payment.course({ minorUnits: 100, currency: 'USD' })]
  const { userErrors } = await payment.checkout(createViewer(), courseIds)
  expect(userErrors).toEqual([{ field: ['input', 'items'], code: 'MIXED_CURRENCIES' }])
})

test('a total above 2^53−1 is refused', async () => {
  const price = { minorUnits: Number.MAX_SAFE_INTEGER, currency: 'EUR' }
  const { userErrors } = await payment.checkout(createViewer(), [
    await payment.course(price),
    await payment.course(price),
  ])
  expect(userErrors).toEqual([{ field: ['input', 'items'], code: 'TOTAL_TOO_LARGE' }])
})

test('what the provider never takes ends the order, with the same answer to the same key', async () => {
  const buyer = createViewer()
  const courseId = await payment.course({ minorUnits: 99, currency: 'INR' })
  const options = { provider: 'RAZORPAY', idempotencyKey: newId('key') } as const
  for (let time = 0; time < 2; time++) {
    const { order, payment: toPay, userErrors } = await payment.checkout(buyer, [courseId], options)
    expect(userErrors).toEqual([{ field: ['input', 'provider'], code: 'PROVIDER_REFUSED' }])
    expect(toPay).toBeNull()
    expect(order).toMatchObject({ status: 'CANCELLED', payments: [{ status: 'CANCELLED' }] })
  }
})

test.each([
  ['no items', { items: [] }, ['items'], 'TOO_SMALL'],
  [
    'too many items',
    { items: Array.from({ length: 21 }, () => ({ courseId: newId('course') })) },
    ['items'],
    'TOO_BIG',
  ],
  ['an empty id', { items: [{ courseId: '' }] }, ['items', '0', 'courseId'], 'TOO_SMALL'],
  ['an empty key', { idempotencyKey: ' ' }, ['idempotencyKey'], 'TOO_SMALL'],
  ['a key that is too long', { idempotencyKey: 'k'.repeat(256) }, ['idempotencyKey'], 'TOO_BIG'],
  ['a key with NUL', { idempotencyKey: 'a\u0000b' }, ['idempotencyKey'], 'INVALID_TEXT'],
])('%s is refused by field and rule', async (_what, wrong, field, code) => {
  const input = { items: [{ courseId: await payment.course() }], provider: 'STRIPE', idempotencyKey: 'k', ...wrong }
  const { data } = await payment.execute(
    createViewer(),
    'mutation ($input: CheckoutInput!) { checkout(input: $input) { order { id } userErrors { field code } } }',
    { input },
  )
  expect(data.checkout).toEqual({ order: null, userErrors: [{ field: ['input', ...field], code }] })
})

test('the same course twice in one order is refused', async () => {
  const courseId = await payment.course()
  const { userErrors } = await payment.checkout(createViewer(), [courseId, courseId])
  expect(userErrors).toEqual([{ field: ['input', 'items', '1', 'courseId'], code: 'DUPLICATE_ITEM' }])
})
