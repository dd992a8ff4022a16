import { toMoney } from '@lms/kit/money'
import type { RefundResolvers } from '../../types.generated.ts'

export const Refund: RefundResolvers = {
  amount: ({ amountMinor, currency }) => toMoney({ minorUnits: amountMinor, currency }),
}
