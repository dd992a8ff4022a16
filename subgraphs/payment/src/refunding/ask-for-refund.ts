import type { EventCause } from '@lms/kit/events/event-cause'
import { fault } from '@lms/kit/fault'
import type { Deps } from '../deps.ts'
import type { RefundModel } from '../generated/prisma/models.ts'
import { ProviderRefusal, type RefundObservation } from '../providers/payment-provider.ts'
import { applyRefund } from './apply-refund.ts'

/** Longer than a provider's SDK tries; after that whoever had the claim is taken for dead. */
const CLAIM_MS = 30_000

/**
 * Has the provider give the money back, or looks at what it made of it. Nobody else asks for the same refund meanwhile,
 * and after a crash between its answer and our note of it, asking again finds what it did.
 * @throws whatever kept the provider from answering: the refund stays as it is and may be asked for later
 */
export async function askForRefund(deps: Deps, refund: RefundModel, cause: EventCause): Promise<void> {
  const { db, clock, transact, log } = deps
  const { id } = refund
  const now = clock.now()
  const { count } = await db.refund.updateMany({
    where: { id, status: 'PENDING', OR: [{ claimedUntil: null }, { claimedUntil: { lte: now } }] },
    data: { claimedUntil: new Date(now.getTime() + CLAIM_MS) },
  })
  if (count === 0) return
  try {
    const seen = await ask(deps, refund)
    await transact((tx) => applyRefund({ tx, clock, cause, log }, seen))
  } finally {
    await db.refund.updateMany({ where: { id, status: 'PENDING' }, data: { claimedUntil: null } })
  }
}

async function ask(deps: Deps, { id, paymentId, amountMinor, currency }: RefundModel): Promise<RefundObservation> {
  const payment = await deps.db.payment.findUniqueOrThrow({ where: { id: paymentId }, include: { transactions: true } })
  const charge = payment.transactions.find(({ kind }) => kind === 'CHARGE')
  if (!charge?.reference) throw new Error(`${paymentId} took no money that could be given back`)
  const amount = { minorUnits: amountMinor, currency }
  try {
    await fault('beforeProviderCall')
    const seen = await deps.providers[payment.provider].refund({ refundId: id, charge: charge.reference, amount })
    await fault('afterProviderCall')
    return seen
  } catch (error) {
    if (!(error instanceof ProviderRefusal)) throw error
    return { refundId: id, reference: null, status: 'FAILED', failureCode: error.code.slice(0, 100) }
  }
}
