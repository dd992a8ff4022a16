import { toMoney } from '@lms/kit/money'
import type { PaymentResolvers } from '../../types.generated.ts'

export const Payment: PaymentResolvers = {
  amount: ({ amountMinor, currency }) => toMoney({ minorUnits: amountMinor, currency }),
}
