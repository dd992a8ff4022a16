import type { PaymentStatus } from '../generated/prisma/enums.ts'

/** What a payment has come to. */
export interface PaymentState {
  status: PaymentStatus
  /** When it became so at the provider; null as long as the provider has said nothing. */
  statusAt: Date | null
  failureCode: string | null
}

/** Of two states of the same second the one further on in a try counts. */
const PROGRESS = { PENDING: 0, PROCESSING: 1, FAILED: 2, CANCELLED: 3, SUCCEEDED: 4 } as const satisfies Record<
  PaymentStatus,
  number
>

/** A try that failed may be followed by another; these two are followed by nothing, and money taken outweighs all. */
const FINALITY = { PENDING: 0, PROCESSING: 0, FAILED: 0, CANCELLED: 1, SUCCEEDED: 2 } as const satisfies Record<
  PaymentStatus,
  number
>

/** Whether nothing that the provider may still say changes the state. */
export const isFinal = (status: PaymentStatus): boolean => FINALITY[status] > 0

/**
 * The later of two states. Providers deliver news twice and in any order; since this picks the greatest by one total
 * order, the same news ends in the same state however it arrives.
 */
export function laterState(known: PaymentState, seen: PaymentState): PaymentState {
  return compare(known, seen) >= 0 ? known : seen
}

function compare(left: PaymentState, right: PaymentState): number {
  return (
    FINALITY[left.status] - FINALITY[right.status] ||
    timeOf(left) - timeOf(right) ||
    PROGRESS[left.status] - PROGRESS[right.status] ||
    (left.failureCode ?? '').localeCompare(right.failureCode ?? '')
  )
}

const timeOf = ({ statusAt }: PaymentState): number => statusAt?.getTime() ?? 0
