import { newId } from '@lms/kit/ids'
import type { Tx } from '../deps.ts'
import type { LedgerAccount, LedgerKind, PaymentProvider } from '../generated/prisma/enums.ts'

/** One side of a movement of money. */
export interface Entry {
  account: LedgerAccount
  /** Whose account: the provider, the person or the course. */
  holder: string
  /** A debit is positive, a credit negative, in `Posting.currency`. */
  amountMinor: bigint
  orderLineId?: string
}

export interface Posting {
  kind: LedgerKind
  orderId: string
  paymentId?: string
  /** Provider and its id of the movement, when money moves outside. */
  movement?: { provider: PaymentProvider; reference: string }
  currency: string
  entries: readonly Entry[]
  time: Date
}

/**
 * Books a movement; the database refuses one whose entries do not add up to zero.
 * @returns false when the provider's movement is booked already
 */
export async function postToLedger(tx: Tx, posting: Posting): Promise<boolean> {
  const { kind, orderId, paymentId, movement, currency, time } = posting
  const transactionId = newId('ledger')
  const { count } = await tx.ledgerTransaction.createMany({
    data: { id: transactionId, kind, orderId, paymentId: paymentId ?? null, ...movement, createdAt: time },
    skipDuplicates: movement !== undefined,
  })
  if (count === 0) return false
  await tx.ledgerEntry.createMany({
    data: posting.entries
      .filter(({ amountMinor }) => amountMinor !== 0n)
      .map((entry) => ({ id: newId('entry'), transactionId, currency, ...entry })),
  })
  return true
}
