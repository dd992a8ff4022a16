import { lockRow } from '@lms/kit/lock-row'
import type { OrderModel, PaymentModel } from '../generated/prisma/models.ts'
import type { Observation, ProviderName } from '../providers/payment-provider.ts'
import { bookCharge } from './book-charge.ts'
import { isFinal, laterState, type PaymentState } from './payment-state.ts'
import { settleOrder } from './settle-order.ts'
import type { Settlement } from './settlement.ts'

/**
 * Takes in what a provider says about a payment, whether it told or was asked. Said twice or late it changes nothing.
 * @returns false when no payment of ours is meant
 */
export async function applyObservation(
  settlement: Settlement,
  provider: ProviderName,
  seen: Observation,
): Promise<boolean> {
  const { tx } = settlement
  const payment = await lockPayment(settlement, provider, seen)
  if (!payment) return false
  const order = await lockOrder(settlement, payment.orderId)
  const state = laterState(payment, { status: seen.status, statusAt: seen.at, failureCode: seen.failureCode })
  if (state !== payment) await moveTo(settlement, payment, state)
  if (seen.charge && (await bookCharge(settlement, payment, order, seen.charge))) {
    await settleOrder(settlement, order, seen.charge, provider)
  } else if (state.status === 'CANCELLED') {
    await tx.order.updateMany({
      where: { id: order.id, status: 'PENDING' },
      data: { status: 'CANCELLED', version: { increment: 1 } },
    })
  }
  return true
}

/** The rows stay locked until the end, so that news of the same payment is taken in one after another. */
async function lockPayment(
  { tx }: Settlement,
  provider: ProviderName,
  { paymentId, reference }: Observation,
): Promise<PaymentModel | null> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    select id from payment
    where provider = ${provider}::"PaymentProvider" and (id = ${paymentId} or provider_reference = ${reference})
    order by id = ${paymentId} desc limit 1 for update`
  return row ? tx.payment.findUniqueOrThrow({ where: { id: row.id } }) : null
}

async function lockOrder({ tx }: Settlement, id: string): Promise<OrderModel> {
  await lockRow(tx, 'order', id)
  return tx.order.findUniqueOrThrow({ where: { id } })
}

async function moveTo(
  { tx }: Settlement,
  { id }: PaymentModel,
  { status, statusAt, failureCode }: PaymentState,
): Promise<void> {
  await tx.payment.update({
    where: { id },
    data: { status, statusAt, failureCode, ...(isFinal(status) ? { nextCheckAt: null } : {}) },
  })
}
