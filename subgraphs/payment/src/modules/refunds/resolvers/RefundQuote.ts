import { toMoney } from '@lms/kit/money'
import type { RefundQuoteResolvers } from '../../types.generated.ts'

export const RefundQuote: RefundQuoteResolvers = {
  amount: ({ amountMinor, currency }) => toMoney({ minorUnits: amountMinor, currency }),
  // The quote is of all that is left.
  effect: () => 'REVOKE',
}
