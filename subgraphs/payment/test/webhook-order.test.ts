import { setUp } from '@lms/testkit/set-up'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectBalancedBooks } from './books.ts'
import { buy, capturedEntity, PAID, PRICE, SUCCEEDED, snapshot, startUntoldPayment, stripeEvents } from './purchases.ts'
import { post, razorpayWebhook, type SignedWebhook, type StripeFacts } from './signed-webhooks.ts'

const payment = setUp(startUntoldPayment)
let courseId: string
beforeAll(async () => {
  courseId = await payment.course(PRICE)
})
afterAll(() => expectBalancedBooks(payment.database))

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
  const runs = { numRuns: 32, examples: permutations([0, 1, 2, 3]).map((order): [number[]] => [order]) }

  test('by Stripe', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async (told) => {
        const { bought } = await buy(payment, 'STRIPE', courseId)
        const event = await stripeEvents(payment, bought)
        const webhooks = stripeNews.map(event)
        for (const news of told) expect(await post(payment, webhooks[news] as SignedWebhook)).toBe(200)
        expect(await snapshot(payment, bought, at)).toEqual(SETTLED)
      }),
      runs,
    )
  })

  test('by Razorpay', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async (told) => {
        const { bought } = await buy(payment, 'RAZORPAY', courseId)
        const webhooks = razorpayNews.map(({ event, id, status, createdAt }) => {
          const entity = { ...capturedEntity(bought, `pay_${id}_${bought.order.id}`), status }
          return razorpayWebhook(payment, event, { entity, createdAt })
        })
        for (const news of told) expect(await post(payment, webhooks[news] as SignedWebhook)).toBe(200)
        expect(await snapshot(payment, bought, at)).toEqual(SETTLED)
      }),
      runs,
    )
  })

  test('also when no money is taken', async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([0, 1, 3, 3, 1, 0], { minLength: 6 }), async (told) => {
        const { bought } = await buy(payment, 'STRIPE', courseId)
        const event = await stripeEvents(payment, bought)
        const webhooks = stripeNews.map(event)
        for (const news of told) await post(payment, webhooks[news] as SignedWebhook)
        const failed = { status: 'FAILED', failureCode: 'generic_decline', secondsAfter: 2 }
        expect(await snapshot(payment, bought, at)).toEqual({
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
