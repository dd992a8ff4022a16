import type { PaymentModel } from '../generated/prisma/models.ts'
import type { Charge } from '../providers/payment-provider.ts'
import { postToLedger } from './post-to-ledger.ts'
import type { Settlement } from './settlement.ts'

/**
 * Books what a provider took from a buyer: it now holds the money for us, and we owe the buyer something for it.
 * @returns false when this money is booked already
 */
export function bookCharge(
  { tx, clock }: Settlement,
  { id, orderId, provider }: PaymentModel,
  { buyerId }: { buyerId: string },
  { reference, minorUnits, currency }: Charge,
): Promise<boolean> {
  return postToLedger(tx, {
    kind: 'CHARGE',
    orderId,
    paymentId: id,
    movement: { provider, reference },
    currency,
    entries: [
      { account: 'PROVIDER', holder: provider, amountMinor: minorUnits },
      { account: 'BUYER', holder: buyerId, amountMinor: -minorUnits },
    ],
    time: clock.now(),
  })
}
