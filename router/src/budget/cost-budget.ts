import type { Caller } from '../caller.ts'

/** State of a caller's bucket, as `extensions.cost.throttleStatus` shows it. */
export interface ThrottleStatus {
  readonly maximumAvailable: number
  readonly currentlyAvailable: number
  /** Points per second. */
  readonly restoreRate: number
}

/** Points taken out before an operation runs. */
export interface Reservation {
  /**
   * Ends the reservation with what the operation really cost; what is left over goes back, never more than was taken.
   * Answers the state as this operation leaves it, whatever others took meanwhile.
   * A second call changes nothing. Not settling at all, as in a crash, leaves the estimate charged.
   */
  settle(actualCost: number): ThrottleStatus
}

/** The cost budgets of all callers. */
export interface CostBudgets {
  /** @throws RequestRefusal THROTTLED (429, `Retry-After`, `extensions.cost`) when the bucket holds too little */
  reserve(caller: Caller, cost: number): Promise<Reservation>
}
