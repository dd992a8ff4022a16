import { refuse } from '@lms/kit/errors'
import { newId } from '@lms/kit/ids'
import type { Context, Tx } from '../../context.ts'
import type { OrderModel } from '../../generated/prisma/models.ts'
import type { ProviderName } from '../../providers/payment-provider.ts'
import { lockBuyer } from '../../settlement/lock-buyer.ts'
import { payOrder } from '../../settlement/pay-order.ts'
import { type CheckoutRequest, hashRequest } from './checkout-request.ts'
import { type PricedItems, priceItems } from './price-items.ts'

/** How long a provider has to tell by itself what became of a payment. */
const FIRST_CHECK_MS = 60_000

/**
 * Writes an order with its lines and, before any provider hears of it, its payment; an order of total 0 is paid at once.
 * The same key gives the same order again. Refuses IDEMPOTENCY_CONFLICT and what `priceItems` refuses.
 */
export function placeOrder(ctx: Context, buyerId: string, request: CheckoutRequest): Promise<OrderModel> {
  const { idempotencyKey } = request
  const requestHash = hashRequest(request)
  return ctx.transact(async (tx) => {
    await lockBuyer(tx, buyerId)
    const known = await tx.order.findUnique({ where: { buyerId_idempotencyKey: { buyerId, idempotencyKey } } })
    if (known?.requestHash === requestHash) return known
    if (known) {
      refuse('IDEMPOTENCY_CONFLICT', 'This key was used for another order. Choose a new one.', 'idempotencyKey')
    }
    const items = await priceItems(
      tx,
      buyerId,
      request.items.map(({ courseId }) => courseId),
    )
    const order = await tx.order.create({
      data: {
        id: newId('order'),
        buyerId,
        idempotencyKey,
        requestHash,
        totalMinor: items.totalMinor,
        currency: items.currency,
        createdAt: ctx.clock.now(),
      },
    })
    await addLines(tx, order, items)
    if (items.totalMinor === 0n) {
      return payOrder({ tx, clock: ctx.clock, cause: ctx.cause, log: ctx.log }, order, 'NONE')
    }
    await addPayment(tx, order, request.provider)
    return order
  })
}

async function addPayment(
  tx: Tx,
  { id: orderId, totalMinor: amountMinor, currency, createdAt }: OrderModel,
  provider: ProviderName,
): Promise<void> {
  const nextCheckAt = new Date(createdAt.getTime() + FIRST_CHECK_MS)
  await tx.payment.create({
    data: { id: newId('payment'), orderId, provider, amountMinor, currency, createdAt, nextCheckAt },
  })
}

async function addLines(tx: Tx, { id: orderId, buyerId }: OrderModel, { lines }: PricedItems): Promise<void> {
  await tx.orderLine.createMany({
    data: lines.map((line, position) => ({ id: newId('orderline'), orderId, buyerId, position, ...line })),
  })
}
