import { grantIssued, orderPaid } from '@lms/contracts/payment'
import { newId } from '@lms/kit/ids'
import type { SignedInViewer } from '@lms/kit/viewer'
import { eventually } from '@lms/testkit/eventually'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { afterAll, describe, expect, test } from 'vitest'
import { expectBalancedBooks } from './books.ts'
import { snapshot } from './purchases.ts'
import { type CheckoutAnswer, startTestPayment } from './start-payment.ts'

const payment = setUp(startTestPayment)
afterAll(() => expectBalancedBooks(payment.database))

const PAYS = { STRIPE: 'pm_card_visa', RAZORPAY: 'success@razorpay' } as const
const DECLINED = { STRIPE: 'pm_card_visa_chargeDeclined', RAZORPAY: 'failure@razorpay' } as const

/** Pays at the provider's page, as a person does. */
async function pay({ payment: toPay }: CheckoutAnswer, by: string): Promise<void> {
  const page = new URL(toPay.redirectUrl)
  const fields =
    toPay.provider === 'STRIPE'
      ? { client_secret: page.searchParams.get('client_secret') ?? '', payment_method: by }
      : { vpa: by }
  await fetch(page, { method: 'POST', body: new URLSearchParams(fields) })
}

const statusOf = async (buyer: SignedInViewer, { order }: CheckoutAnswer) => {
  const found = await payment.order(buyer, order.id)
  return [found?.status, found?.payments[0]?.status, found?.lines[0]?.status]
}

const becomes = (buyer: SignedInViewer, checkout: CheckoutAnswer, status: string[]) =>
  eventually(
    () => statusOf(buyer, checkout),
    (seen) => expect(seen).toEqual(status),
  )

/** Every event but those of jobs, which go on with other orders when the clock moves. */
const toldByRequests = async () =>
  (await payment.outbox()).filter(({ correlationid }) => !correlationid.startsWith('job_'))

const PAID = ['PAID', 'SUCCEEDED', 'GRANTED']

describe.each(['STRIPE', 'RAZORPAY'] as const)('through %s', (provider) => {
  const inr = { minorUnits: 49_900, currency: 'INR' }

  test('a payment opens every course of the order, once, and balances the books', async () => {
    const buyer = createViewer()
    const courseIds = [await payment.course(inr), await payment.course({ ...inr, minorUnits: 100 })]
    const bought = await payment.checkout(buyer, courseIds, { provider })
    await pay(bought, PAYS[provider])
    await becomes(buyer, bought, PAID)
    const orderId = bought.order.id
    const grants = (await payment.outbox(grantIssued)).filter(({ data }) => data.orderId === orderId)
    expect(grants.map(({ data }) => [data.userId, data.courseId])).toEqual(courseIds.map((id) => [buyer.id, id]))
    const paid = (await payment.outbox(orderPaid)).filter(({ data }) => data.orderId === orderId)
    expect(paid.map(({ data }) => [data.provider, data.total.minorUnits])).toEqual([[provider, '50000']])
    const entries = await payment.database.query<{ account: string; holder: string; amount: string }>(
      `select account, holder, sum(amount_minor)::text as amount from ledger_entry
        where transaction_id in (select id from ledger_transaction where order_id = $1)
        group by account, holder order by account, holder`,
      [orderId],
    )
    expect(entries).toEqual(
      expect.arrayContaining([
        { account: 'PROVIDER', holder: provider, amount: '50000' },
        { account: 'BUYER', holder: buyer.id, amount: '0' },
        { account: 'SALES', holder: courseIds[0], amount: '-49900' },
        { account: 'SALES', holder: courseIds[1], amount: '-100' },
      ]),
    )
    expect(entries).toHaveLength(4)
  })

  test('a declined try may be followed by one that pays', async () => {
    const buyer = createViewer()
    const bought = await payment.checkout(buyer, [await payment.course(inr)], { provider })
    await pay(bought, DECLINED[provider])
    await becomes(buyer, bought, ['PENDING', 'FAILED', 'PENDING'])
    const [failed] = (await payment.order(buyer, bought.order.id))?.payments ?? []
    expect(failed?.failureCode).toBe(provider === 'STRIPE' ? 'generic_decline' : 'payment_failed')
    await pay(bought, PAYS[provider])
    await becomes(buyer, bought, PAID)
    expect((await payment.order(buyer, bought.order.id))?.payments[0]?.failureCode).toBeNull()
  })

  test('a course that is paid for cannot be ordered again', async () => {
    const buyer = createViewer()
    const courseId = await payment.course(inr)
    const bought = await payment.checkout(buyer, [courseId], { provider })
    await pay(bought, PAYS[provider])
    await becomes(buyer, bought, PAID)
    const { userErrors } = await payment.checkout(buyer, [courseId], { provider })
    expect(userErrors.map(({ code }) => code)).toEqual(['ALREADY_PURCHASED'])
  })

  test('two orders for one course, both paid, grant it once; the other is for staff to look at', async () => {
    const buyer = createViewer()
    const courseId = await payment.course(inr)
    const orders = [
      await payment.checkout(buyer, [courseId], { provider }),
      await payment.checkout(buyer, [courseId, await payment.course(inr)], { provider }),
    ]
    await Promise.all(orders.map((bought) => pay(bought, PAYS[provider])))
    const seen = await eventually(
      () => Promise.all(orders.map((bought) => statusOf(buyer, bought))),
      (states) => expect(states.map(([status]) => status)).not.toContain('PENDING'),
    )
    expect(seen.toSorted()).toEqual([PAID, ['REVIEW', 'SUCCEEDED', 'PENDING']])
    const granted = (await payment.outbox(grantIssued)).filter(({ data }) => data.userId === buyer.id)
    expect(granted.filter(({ data }) => data.courseId === courseId)).toHaveLength(1)
  })

  test('a payment whose webhooks are lost is found within minutes, and late webhooks change nothing', async () => {
    const buyer = createViewer()
    const standIn = payment.providers[provider === 'STRIPE' ? 'stripe' : 'razorpay']
    standIn.pauseWebhooks()
    const bought = await payment.checkout(buyer, [await payment.course(inr)], { provider })
    await pay(bought, PAYS[provider])
    expect(await statusOf(buyer, bought)).toEqual(['PENDING', 'PENDING', 'PENDING'])
    payment.clock.advance(61_000)
    await becomes(buyer, bought, PAID)
    const before = [await toldByRequests(), await snapshot(payment, bought)]
    standIn.resumeWebhooks()
    await eventually(
      async () => standIn.deliveries().map(({ state }) => state),
      (states) => expect(states).not.toContain('pending'),
    )
    expect([await toldByRequests(), await snapshot(payment, bought)]).toEqual(before)
    expect(await statusOf(buyer, bought)).toEqual(PAID)
  })

  test('a crash after the provider answered is resumed by the same key, without a second payment there', async () => {
    const buyer = createViewer()
    const courseIds = [await payment.course(inr)]
    const options = { provider, idempotencyKey: newId('key') }
    const first = await payment.checkout(buyer, courseIds, options)
    await forgetProvidersAnswer(first)
    const again = await payment.checkout(buyer, courseIds, options)
    expect(again.payment).toEqual(first.payment)
    await pay(again, PAYS[provider])
    await becomes(buyer, again, PAID)
  })

  test('a crash after the provider answered is resumed by the service itself when nobody asks again', async () => {
    const buyer = createViewer()
    const bought = await payment.checkout(buyer, [await payment.course(inr)], { provider })
    await forgetProvidersAnswer(bought)
    payment.clock.advance(61_000)
    const reference = () =>
      payment.database.query<{ reference: string }>(
        'select provider_reference as reference from payment where order_id = $1',
        [bought.order.id],
      )
    await eventually(reference, (rows) => expect(rows).toEqual([{ reference: bought.payment.providerOrderId }]))
  })
})

/** Leaves the database as a process does that dies between the provider's answer and the note of it. */
async function forgetProvidersAnswer({ order }: CheckoutAnswer): Promise<void> {
  await payment.database.query(
    `update payment set provider_reference = null, client_secret = null, claimed_until = created_at
      where order_id = $1`,
    [order.id],
  )
}

test('while the provider is down the order waits, and the same key pays it afterwards', async () => {
  const buyer = createViewer()
  const courseIds = [await payment.course()]
  const options = { idempotencyKey: newId('key') }
  await payment.providers.stopStripe()
  const down = await payment.checkout(buyer, courseIds, options)
  expect(down.error).toBe('SERVICE_UNAVAILABLE')
  const list = '... on User { orders { nodes { id status payments { status } } } }'
  const { data } = await payment.entities(buyer, [{ __typename: 'User', id: buyer.id }], list)
  const [waiting] = data._entities[0].orders.nodes
  expect(waiting).toMatchObject({ status: 'PENDING', payments: [{ status: 'PENDING' }] })
  await payment.providers.restartStripe()
  const up = await payment.checkout(buyer, courseIds, options)
  expect(up.order.id).toBe(waiting.id)
  await pay(up, PAYS.STRIPE)
  await becomes(buyer, up, PAID)
})

test('a payment that is cancelled at the provider ends its order', async () => {
  const buyer = createViewer()
  const bought = await payment.checkout(buyer, [await payment.course()])
  await payment.stripe.paymentIntents.cancel(bought.payment.providerOrderId)
  await becomes(buyer, bought, ['CANCELLED', 'CANCELLED', 'PENDING'])
})
