import { grantIssued, orderPaid } from '@lms/contracts/payment'
import { appendEvent } from '@lms/kit/events/append-event'
import { enterStep } from '@lms/kit/events/saga'
import type { OrderLineModel, OrderModel } from '../generated/prisma/models.ts'
import type { ProviderName } from '../providers/payment-provider.ts'
import { postToLedger } from './post-to-ledger.ts'
import { purchaseSaga } from './purchase-saga.ts'
import type { Settlement } from './settlement.ts'

/**
 * Hands over what an order bought: the books, the order, each line's grant, and the events, all or nothing. The caller
 * holds the buyer's lock and has seen that none of the courses is granted to them yet.
 */
export async function payOrder(
  settlement: Settlement,
  { id, currency }: OrderModel,
  provider: ProviderName | 'NONE',
): Promise<OrderModel> {
  const { tx, clock } = settlement
  const now = clock.now()
  const order = await tx.order.update({
    where: { id },
    data: { status: 'PAID', paidAt: now, version: { increment: 1 } },
  })
  const lines = await tx.orderLine.updateManyAndReturn({
    where: { orderId: id },
    data: { fulfilment: 'GRANTED', grantedAt: now, version: { increment: 1 } },
  })
  lines.sort((left, right) => left.position - right.position)
  if (order.totalMinor > 0n) await bookSale(settlement, order, lines)
  const amount = (minorUnits: bigint) => ({ minorUnits: minorUnits.toString(), currency })
  await appendEvent(tx, orderPaid, {
    subject: id,
    version: order.version,
    data: {
      orderId: id,
      buyerId: order.buyerId,
      provider,
      total: amount(order.totalMinor),
      lines: lines.map((line) => ({
        orderLineId: line.id,
        courseId: line.courseId,
        amount: amount(line.priceMinor),
      })),
    },
    time: now,
    cause: settlement.cause,
  })
  for (const line of lines) await issueGrant(settlement, line, now)
  return order
}

/** Turns what we owe the buyer into what the courses earned. */
async function bookSale(
  { tx, clock }: Settlement,
  { id, buyerId, totalMinor, currency }: OrderModel,
  lines: readonly OrderLineModel[],
): Promise<void> {
  await postToLedger(tx, {
    kind: 'SALE',
    orderId: id,
    currency,
    entries: [
      { account: 'BUYER', holder: buyerId, amountMinor: totalMinor },
      ...lines.map((line) => ({
        account: 'SALES' as const,
        holder: line.courseId,
        amountMinor: -line.priceMinor,
        orderLineId: line.id,
      })),
    ],
    time: clock.now(),
  })
}

async function issueGrant({ tx, clock, cause }: Settlement, line: OrderLineModel, time: Date): Promise<void> {
  await appendEvent(tx, grantIssued, {
    subject: line.id,
    version: line.version,
    data: { orderLineId: line.id, orderId: line.orderId, courseId: line.courseId, userId: line.buyerId },
    time,
    cause,
  })
  await enterStep(tx, purchaseSaga, { key: line.id, step: 'GRANTED', clock })
}
