import { z } from 'zod'
import { EventAmount } from './amount.ts'
import { defineEvent } from './event.ts'

/** A course got a price; 0 means free. Subject: the course. Consumers: course (whether enrolling is free), analytics. */
export const priceSet = defineEvent({
  domain: 'payment',
  fact: 'price-set',
  version: 1,
  aggregate: 'price',
  data: z.object({ courseId: z.string(), price: EventAmount }),
})

/** An order is paid in full. Subject: the order. Consumers: notification (receipt), analytics (revenue). */
export const orderPaid = defineEvent({
  domain: 'payment',
  fact: 'order-paid',
  version: 1,
  aggregate: 'order',
  data: z.object({
    orderId: z.string(),
    buyerId: z.string(),
    provider: z.enum(['STRIPE', 'RAZORPAY', 'NONE']).describe('NONE for an order of total 0'),
    total: EventAmount,
    lines: z.array(z.object({ orderLineId: z.string(), courseId: z.string(), amount: EventAmount })).min(1),
  }),
})

/** A paid order line gives access to its course. Subject: the order line. Consumers: course (grant and enrolment). */
export const grantIssued = defineEvent({
  domain: 'payment',
  fact: 'grant-issued',
  version: 1,
  aggregate: 'order-line',
  data: z.object({ orderLineId: z.string(), orderId: z.string(), courseId: z.string(), userId: z.string() }),
})
