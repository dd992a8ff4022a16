import { createViewer } from '@lms/testkit/viewers'
import { type SignedWebhook, type StripeFacts, stripeWebhook } from './signed-webhooks.ts'
import { type CheckoutAnswer, startTestPayment, type TestPayment } from './start-payment.ts'

/** The payment subgraph with providers that tell nothing by themselves: only what a test sends arrives. */
export async function startUntoldPayment(): Promise<TestPayment> {
  const payment = await startTestPayment()
  payment.providers.stripe.pauseWebhooks()
  payment.providers.razorpay.pauseWebhooks()
  return payment
}

export const PRICE = { minorUnits: 1990, currency: 'EUR' }

/** States of the order, its payment and its line. */
export const PENDING = ['PENDING', 'PENDING', 'PENDING']
export const PAID = ['PAID', 'SUCCEEDED', 'GRANTED']

/** Stripe's news that the money was taken. */
export const SUCCEEDED: StripeFacts = {
  type: 'payment_intent.succeeded',
  intent: { status: 'succeeded', amount_received: PRICE.minorUnits },
}

/** An order of one course, a new one unless given, that waits for money, and how to learn its states. */
export async function buy(payment: TestPayment, provider: 'STRIPE' | 'RAZORPAY' = 'STRIPE', courseId?: string) {
  const buyer = createViewer()
  const bought = await payment.checkout(buyer, [courseId ?? (await payment.course(PRICE))], { provider })
  const status = async () => {
    const order = await payment.order(buyer, bought.order.id)
    return [order?.status, order?.payments[0]?.status, order?.lines[0]?.status]
  }
  return { bought, status }
}

/** Builds Stripe's events about the payment of an order. */
export async function stripeEvents(
  payment: TestPayment,
  { payment: { providerOrderId } }: CheckoutAnswer,
): Promise<(facts: StripeFacts) => SignedWebhook> {
  const intent = await payment.stripe.paymentIntents.retrieve(providerOrderId)
  return (facts) => stripeWebhook(payment, intent, facts)
}

/** Razorpay's payment on an order, captured. */
export function capturedEntity({ payment: { providerOrderId } }: CheckoutAnswer, id: string) {
  return {
    id,
    entity: 'payment',
    order_id: providerOrderId,
    status: 'captured',
    captured: true,
    amount: 1990,
    currency: 'EUR',
  }
}

/** All that became of an order, apart from ids and the moments at which the service heard of it. */
export async function snapshot({ database }: TestPayment, { order }: CheckoutAnswer, since = 0) {
  const [row] = await database.query<{ status: string; failure_code: string | null; status_at: Date | null }>(
    'select status, failure_code, status_at from payment where order_id = $1',
    [order.id],
  )
  const [lines] = await database.query<{ status: string; fulfilment: string }>(
    'select o.status, l.fulfilment from "order" o join order_line l on l.order_id = o.id where o.id = $1',
    [order.id],
  )
  const booked = await database.query<{ kind: string; account: string; amount: string }>(
    `select t.kind, e.account, e.amount_minor::text as amount
      from ledger_transaction t join ledger_entry e on e.transaction_id = t.id
      where t.order_id = $1 order by t.id, e.id`,
    [order.id],
  )
  const events = await database.query<{ type: string }>(
    `select type from kit.outbox where key = $1 or key in (select id from order_line where order_id = $1) order by type`,
    [order.id],
  )
  return {
    payment: {
      status: row?.status,
      failureCode: row?.failure_code,
      secondsAfter: (row?.status_at?.getTime() ?? 0) / 1000 - since,
    },
    order: [lines?.status, row?.status, lines?.fulfilment],
    booked,
    events: events.map(({ type }) => type),
  }
}
