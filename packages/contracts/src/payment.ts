import { z } from 'zod'
import { EventAmount } from './amount.ts'
import { defineEvent } from './event.ts'
import { EXAMPLE } from './examples.ts'
import { erasureReceipt, exportReceipt } from './privacy.ts'

export const priceSet = defineEvent({
  domain: 'payment',
  fact: 'price-set',
  version: 1,
  aggregate: 'price',
  summary: 'A course got a price; 0 means free. Subject: the course.',
  consumers: { course: 'whether enrolling is free', analytics: 'currency of the revenue' },
  data: z.object({ courseId: z.string(), price: EventAmount }),
  example: { courseId: EXAMPLE.course, price: EXAMPLE.price },
})

export const orderPaid = defineEvent({
  domain: 'payment',
  fact: 'order-paid',
  version: 1,
  aggregate: 'order',
  summary: 'An order is paid in full.',
  consumers: { notification: 'receipt', analytics: 'revenue' },
  data: z.object({
    orderId: z.string(),
    buyerId: z.string(),
    provider: z.enum(['STRIPE', 'RAZORPAY', 'NONE']).describe('NONE for an order of total 0'),
    total: EventAmount,
    lines: z.array(z.object({ orderLineId: z.string(), courseId: z.string(), amount: EventAmount })).min(1),
  }),
  example: {
    orderId: EXAMPLE.order,
    buyerId: EXAMPLE.user,
    provider: 'STRIPE',
    total: EXAMPLE.price,
    lines: [{ orderLineId: EXAMPLE.orderLine, courseId: EXAMPLE.course, amount: EXAMPLE.price }],
  },
})

const GrantFacts = z.object({ orderLineId: z.string(), orderId: z.string(), courseId: z.string(), userId: z.string() })
const grant = { orderLineId: EXAMPLE.orderLine, orderId: EXAMPLE.order, courseId: EXAMPLE.course, userId: EXAMPLE.user }

export const grantIssued = defineEvent({
  domain: 'payment',
  fact: 'grant-issued',
  version: 1,
  aggregate: 'order-line',
  summary: 'A paid order line gives access to its course.',
  consumers: { course: 'grant and enrolment' },
  data: GrantFacts,
  example: grant,
})

export const grantRevoked = defineEvent({
  domain: 'payment',
  fact: 'grant-revoked',
  version: 1,
  aggregate: 'order-line',
  summary: 'An order line gives access no more; other grants of the learner stay.',
  consumers: { course: 'revokes that grant, and ends the access if it was the last' },
  data: GrantFacts.extend({ reason: z.enum(['REFUND', 'DISPUTE']) }),
  example: { ...grant, reason: 'REFUND' },
})

const RefundFacts = z.object({
  refundId: z.string(),
  orderId: z.string(),
  orderLineId: z.string(),
  courseId: z.string(),
  buyerId: z.string(),
  amount: EventAmount,
})
const refund = {
  refundId: EXAMPLE.refund,
  orderId: EXAMPLE.order,
  orderLineId: EXAMPLE.orderLine,
  courseId: EXAMPLE.course,
  buyerId: EXAMPLE.user,
  amount: EXAMPLE.price,
}

export const refundSucceeded = defineEvent({
  domain: 'payment',
  fact: 'refund-succeeded',
  version: 1,
  aggregate: 'refund',
  summary: 'Money was given back for an order line.',
  consumers: { notification: 'credit note', analytics: 'lowers the revenue, on the day of the refund' },
  data: RefundFacts.extend({
    effect: z.enum(['REVOKE', 'KEEP']).describe('Whether the line’s access ends: it does once all of it is given back'),
  }),
  example: { ...refund, effect: 'REVOKE' },
})

export const refundWindowClosed = defineEvent({
  domain: 'payment',
  fact: 'refund-window-closed',
  version: 1,
  aggregate: 'enrollment',
  summary: 'A learner can no longer give a course back, because they completed it.',
  consumers: { course: 'closes the completion' },
  data: z.object({ enrollmentId: z.string(), courseId: z.string(), userId: z.string() }),
  example: { enrollmentId: EXAMPLE.enrollment, courseId: EXAMPLE.course, userId: EXAMPLE.user },
})

const DisputeFacts = z.object({ disputeId: z.string(), orderId: z.string(), buyerId: z.string(), amount: EventAmount })
const dispute = { disputeId: 'dispute_1', orderId: EXAMPLE.order, buyerId: EXAMPLE.user, amount: EXAMPLE.price }
const disputeEvent = (fact: string, summary: string, effect: string) =>
  defineEvent({
    domain: 'payment',
    fact,
    version: 1,
    aggregate: 'dispute',
    summary,
    consumers: { course: effect },
    data: DisputeFacts,
    example: dispute,
    planned: true,
  })

export const disputeOpened = disputeEvent('dispute-opened', 'A buyer’s bank contests a payment.', 'suspends the access')
export const disputeWon = disputeEvent('dispute-won', 'The bank left the money with us.', 'restores the access')
export const disputeLost = disputeEvent('dispute-lost', 'The bank took the money back.', 'revokes the grants')

const SubscriptionFacts = z.object({ subscriptionId: z.string(), userId: z.string(), courseId: z.string() })
const subscription = { subscriptionId: 'subscription_1', userId: EXAMPLE.user, courseId: EXAMPLE.course }

export const subscriptionPastDue = defineEvent({
  domain: 'payment',
  fact: 'subscription-past-due',
  version: 1,
  aggregate: 'subscription',
  summary: 'A subscription could not be charged; access stays until the grace is over.',
  consumers: { course: 'notes the end of grace', notification: 'asks for another card' },
  data: SubscriptionFacts.extend({ graceUntil: z.iso.datetime() }),
  example: { ...subscription, graceUntil: EXAMPLE.time },
  planned: true,
})

export const subscriptionCancelled = defineEvent({
  domain: 'payment',
  fact: 'subscription-cancelled',
  version: 1,
  aggregate: 'subscription',
  summary: 'A subscription ends with the period that is paid.',
  consumers: { course: 'ends the access then', notification: 'confirms' },
  data: SubscriptionFacts.extend({ endsAt: z.iso.datetime() }),
  example: { ...subscription, endsAt: EXAMPLE.time },
  planned: true,
})

const seatEvent = (fact: string, summary: string, effect: string) =>
  defineEvent({
    domain: 'payment',
    fact,
    version: 1,
    aggregate: 'seat',
    summary,
    consumers: { course: effect },
    data: z.object({ seatId: z.string(), poolId: z.string(), courseId: z.string(), userId: z.string() }),
    example: { seatId: 'seat_1', poolId: 'pool_1', courseId: EXAMPLE.course, userId: EXAMPLE.user },
    planned: true,
  })

export const seatClaimed = seatEvent('seat-claimed', 'Somebody took a seat that an organisation bought.', 'grant')
export const seatReleased = seatEvent('seat-released', 'A seat is free again.', 'revokes that grant')

export const paymentErased = erasureReceipt('payment')
export const paymentCollected = exportReceipt('payment')
