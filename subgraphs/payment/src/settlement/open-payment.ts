import { fault } from '@lms/kit/fault'
import type { Deps } from '../deps.ts'
import type { PaymentModel } from '../generated/prisma/models.ts'
import { ProviderRefusal } from '../providers/payment-provider.ts'

/** Longer than a provider's SDK tries; after that whoever had the claim is taken for dead. */
const CLAIM_MS = 30_000

/**
 * Has the provider make what the buyer pays at. Nobody else asks it for the same payment meanwhile, and after a crash
 * between its answer and our note of it, asking again finds what it made.
 *
 * @returns the payment with the provider's answer, also when the answer is a refusal; null when somebody else is asking
 * @throws whatever kept the provider from answering: the payment stays as it is and may be opened later
 */
export async function openPayment(deps: Deps, payment: PaymentModel): Promise<PaymentModel | null> {
  const { db, clock, providers } = deps
  const now = clock.now()
  const { id, orderId, amountMinor, currency } = payment
  const { count } = await db.payment.updateMany({
    where: { id, ...unopened, OR: [{ claimedUntil: null }, { claimedUntil: { lte: now } }] },
    data: { claimedUntil: new Date(now.getTime() + CLAIM_MS) },
  })
  if (count === 0) return null
  try {
    const amount = { minorUnits: amountMinor, currency }
    await fault('beforeProviderCall')
    const { reference, clientSecret } = await providers[payment.provider].open({ paymentId: id, orderId, amount })
    await fault('afterProviderCall')
    // Whoever lost the claim by being slow may have been overtaken: the first answer noted is the one that counts.
    await db.payment.updateMany({
      where: { id, ...unopened },
      data: { providerReference: reference, clientSecret, claimedUntil: null },
    })
    return await db.payment.findUniqueOrThrow({ where: { id } })
  } catch (error) {
    if (error instanceof ProviderRefusal) return noteRefusal(deps, payment, error)
    await db.payment.updateMany({ where: { id, ...unopened }, data: { claimedUntil: null } })
    throw error
  }
}

/** The provider has not answered about it yet. */
const unopened = { providerReference: null, status: { not: 'CANCELLED' } } as const

/** Whether there is nothing to ask the provider for any more. */
export const isOpened = ({ providerReference, status }: PaymentModel): boolean =>
  providerReference !== null || status === 'CANCELLED'

/** A payment that the provider never takes can pay for nothing, and so ends its order. */
async function noteRefusal(
  { transact, clock, log }: Deps,
  { id, orderId }: PaymentModel,
  { code, cause }: ProviderRefusal,
): Promise<PaymentModel> {
  log.warn({ err: cause, paymentId: id, code }, 'the provider refused a payment')
  return transact(async (tx) => {
    await tx.order.updateMany({
      where: { id: orderId, status: 'PENDING' },
      data: { status: 'CANCELLED', version: { increment: 1 } },
    })
    return tx.payment.update({
      where: { id },
      data: {
        status: 'CANCELLED',
        statusAt: clock.now(),
        failureCode: code.slice(0, 100),
        claimedUntil: null,
        nextCheckAt: null,
      },
    })
  })
}
