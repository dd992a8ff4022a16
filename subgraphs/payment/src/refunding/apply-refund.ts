import { grantRevoked, refundSucceeded } from '@lms/contracts/payment'
import { appendEvent } from '@lms/kit/events/append-event'
import { enterStep } from '@lms/kit/events/saga'
import { lockRow } from '@lms/kit/lock-row'
import type { OrderLineModel, PaymentModel, RefundModel } from '../generated/prisma/models.ts'
import type { RefundObservation } from '../providers/payment-provider.ts'
import { postToLedger } from '../settlement/post-to-ledger.ts'
import type { Settlement } from '../settlement/settlement.ts'
import { refundSaga } from './refund-saga.ts'

/**
 * Takes in what a provider says about a refund, whether it told or was asked. Said twice or late it changes nothing.
 * @returns false when no refund of ours is meant
 */
export async function applyRefund(settlement: Settlement, seen: RefundObservation): Promise<boolean> {
  const { tx, log } = settlement
  const found = await tx.refund.findUnique({ where: { id: seen.refundId }, select: { orderLineId: true } })
  if (!found) return false
  // In the order in which a new refund takes them: the line stands for all that is given back of it.
  await lockRow(tx, 'order_line', found.orderLineId)
  const refund = await tx.refund.findUniqueOrThrow({
    where: { id: seen.refundId },
    include: { orderLine: true, payment: true },
  })
  if (refund.status !== 'PENDING') {
    if (refund.status !== seen.status && seen.status !== 'PENDING') {
      log.error({ refundId: refund.id, status: refund.status, seen: seen.status }, 'a settled refund is told otherwise')
    }
    return true
  }
  if (seen.status === 'PENDING') await noteReference(settlement, refund, seen)
  else if (seen.status === 'FAILED') await fail(settlement, refund, seen)
  else await succeed(settlement, refund, seen)
  return true
}

type Refunding = RefundModel & { orderLine: OrderLineModel; payment: PaymentModel }

async function noteReference({ tx }: Settlement, { id }: Refunding, { reference }: RefundObservation): Promise<void> {
  await tx.refund.update({ where: { id }, data: { providerReference: reference } })
}

async function fail({ tx, clock }: Settlement, { id }: Refunding, { reference, failureCode }: RefundObservation) {
  const data = { status: 'FAILED', failureCode, providerReference: reference } as const
  await tx.refund.update({
    where: { id },
    data: { ...data, settledAt: clock.now(), nextCheckAt: null, version: { increment: 1 } },
  })
  await enterStep(tx, refundSaga, { key: id, step: 'FAILED', clock })
}

async function succeed(settlement: Settlement, refund: Refunding, { reference }: RefundObservation): Promise<void> {
  const { tx, clock, cause } = settlement
  const { id, orderLine, payment, amountMinor, currency } = refund
  const now = clock.now()
  const settled = await tx.refund.update({
    where: { id },
    data: {
      ...{ status: 'SUCCEEDED', providerReference: reference, settledAt: now, nextCheckAt: null },
      version: { increment: 1 },
    },
  })
  await book(settlement, refund, reference ?? id)
  const effect = (await isGivenBack(settlement, orderLine)) ? 'REVOKE' : 'KEEP'
  await appendEvent(tx, refundSucceeded, {
    subject: id,
    version: settled.version,
    data: {
      refundId: id,
      orderId: payment.orderId,
      orderLineId: orderLine.id,
      courseId: orderLine.courseId,
      buyerId: orderLine.buyerId,
      amount: { minorUnits: amountMinor.toString(), currency },
      effect,
    },
    time: now,
    cause,
  })
  if (effect === 'REVOKE') await revoke(settlement, orderLine)
  await enterStep(tx, refundSaga, { key: id, step: effect === 'REVOKE' ? 'REVOKING' : 'RETURNED', clock })
}

/** The course has earned less, and the provider holds less for us. */
async function book(
  { tx, clock }: Settlement,
  { orderLine, payment, amountMinor, currency }: Refunding,
  reference: string,
): Promise<void> {
  await postToLedger(tx, {
    kind: 'REFUND',
    orderId: payment.orderId,
    paymentId: payment.id,
    movement: { provider: payment.provider, reference },
    currency,
    entries: [
      { account: 'SALES', holder: orderLine.courseId, amountMinor, orderLineId: orderLine.id },
      { account: 'PROVIDER', holder: payment.provider, amountMinor: -amountMinor },
    ],
    time: clock.now(),
  })
}

async function isGivenBack({ tx }: Settlement, { id, priceMinor }: OrderLineModel): Promise<boolean> {
  const { _sum } = await tx.refund.aggregate({
    where: { orderLineId: id, status: 'SUCCEEDED' },
    _sum: { amountMinor: true },
  })
  return _sum.amountMinor === priceMinor
}

async function revoke({ tx, clock, cause }: Settlement, { id }: OrderLineModel): Promise<void> {
  const line = await tx.orderLine.update({
    where: { id },
    data: { fulfilment: 'REVOKED', version: { increment: 1 } },
  })
  const { orderId, courseId, buyerId: userId, version } = line
  await appendEvent(tx, grantRevoked, {
    subject: id,
    version,
    data: { orderLineId: id, orderId, courseId, userId, reason: 'REFUND' },
    time: clock.now(),
    cause,
  })
}
