import { createHash } from 'node:crypto'
import { refuse } from '@lms/kit/errors'
import { enterStep } from '@lms/kit/events/saga'
import { newId } from '@lms/kit/ids'
import { checkInput, idText, requiredText } from '@lms/kit/input'
import { lockRow } from '@lms/kit/lock-row'
import { isStaff, signedInId } from '@lms/kit/viewer'
import { z } from 'zod'
import type { Context, Tx } from '../../context.ts'
import type { RefundModel } from '../../generated/prisma/models.ts'
import { ProviderUnavailable } from '../../providers/payment-provider.ts'
import { askForRefund } from '../../refunding/ask-for-refund.ts'
import { refundSaga } from '../../refunding/refund-saga.ts'
import { visibleOrders } from '../orders/policy.ts'
import { objectionsTo, quoteRefund, type RefundObjection } from './quote-refund.ts'

const RefundRequest = z.object({
  orderLineId: idText,
  reason: requiredText(500),
  amountMinorUnits: z.coerce.bigint().min(1n, 'must be at least 1').nullish(),
  idempotencyKey: requiredText(255),
})
type RefundRequest = z.infer<typeof RefundRequest>

/** How long a provider has to answer before the job asks it. */
const FIRST_CHECK_MS = 60_000

const WHY_NOT: Readonly<Record<RefundObjection, string>> = {
  NOT_PAID: 'This order is not paid.',
  FREE: 'Nothing was paid for this course.',
  NOTHING_LEFT: 'All of it was given back already.',
  TOO_LATE: 'The time in which this course can be given back is over.',
  COMPLETED: 'A completed course cannot be given back.',
}

/**
 * Records a refund, then has the provider make it; one that does not answer is asked again by a job. The same key gives
 * the same refund again. Refuses NOT_FOUND, IDEMPOTENCY_CONFLICT, AMOUNT_TOO_LARGE, NOT_ALLOWED and what the quote objects.
 */
export async function refundOrderLine(ctx: Context, input: unknown): Promise<RefundModel> {
  const refund = await recordRefund(ctx, signedInId(ctx.viewer), checkInput(RefundRequest, input))
  if (refund.status !== 'PENDING') return refund
  try {
    await askForRefund(ctx, refund, ctx.cause)
  } catch (error) {
    if (!(error instanceof ProviderUnavailable)) throw error
    ctx.log.warn({ err: error, refundId: refund.id }, 'the provider did not answer; the refund goes on later')
  }
  return ctx.db.refund.findUniqueOrThrow({ where: { id: refund.id } })
}

function recordRefund(ctx: Context, requestedById: string, request: RefundRequest): Promise<RefundModel> {
  const { orderLineId, reason, idempotencyKey } = request
  const requestHash = hash(request)
  return ctx.transact(async (tx) => {
    await lockRow(tx, 'order_line', orderLineId)
    const key = { requestedById, idempotencyKey }
    const known = await tx.refund.findUnique({ where: { requestedById_idempotencyKey: key } })
    if (known?.requestHash === requestHash) return known
    if (known)
      refuse('IDEMPOTENCY_CONFLICT', 'This key was used for another refund. Choose a new one.', 'idempotencyKey')
    const { amountMinor, currency, paymentId } = await price(ctx, tx, request)
    const now = ctx.clock.now()
    const refund = await tx.refund.create({
      data: {
        ...{ id: newId('refund'), orderLineId, paymentId, ...key, requestHash, reason, amountMinor, currency },
        createdAt: now,
        nextCheckAt: new Date(now.getTime() + FIRST_CHECK_MS),
      },
    })
    await enterStep(tx, refundSaga, { key: refund.id, step: 'RECORDED', clock: ctx.clock })
    return refund
  })
}

/** How much is given back, and of which payment. The line's row is locked. */
async function price(ctx: Context, tx: Tx, { orderLineId, amountMinorUnits }: RefundRequest) {
  const line = await tx.orderLine.findFirst({
    where: { id: orderLineId, order: visibleOrders(ctx.viewer) },
    include: { order: { include: { payments: { where: { status: 'SUCCEEDED' } } } } },
  })
  if (!line) return refuse('NOT_FOUND', 'There is no such order line.', 'orderLineId')
  const quote = await quoteRefund(tx, line, ctx)
  const [objection] = objectionsTo(quote, ctx.viewer)
  if (objection) return refuse(objection, WHY_NOT[objection], 'orderLineId')
  const [payment] = line.order.payments
  if (!payment) return refuse('NOT_PAID', WHY_NOT.NOT_PAID, 'orderLineId')
  const amountMinor = amountMinorUnits ?? quote.amountMinor
  if (amountMinorUnits != null && !isStaff(ctx.viewer)) {
    return refuse('NOT_ALLOWED', 'Only staff give back a part.', 'amountMinorUnits')
  }
  if (amountMinor > quote.amountMinor) {
    return refuse('AMOUNT_TOO_LARGE', 'So much is not left of what was paid.', 'amountMinorUnits')
  }
  return { amountMinor, currency: quote.currency, paymentId: payment.id }
}

function hash({ orderLineId, reason, amountMinorUnits }: RefundRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([orderLineId, reason, amountMinorUnits?.toString() ?? null]))
    .digest('hex')
}
