import type { ThrottleStatus } from './cost-budget.ts'

/** `extensions.cost` of an answer. All numbers are finite. */
export interface CostReport {
  readonly requestedQueryCost: number
  /** From the sizes that lists really had; null when nothing was run. */
  readonly actualQueryCost: number | null
  /** Absent while costs are only measured. */
  readonly throttleStatus?: ThrottleStatus | undefined
}

/** Its JSON text; most answers have one, and `JSON.stringify` takes several times as long. */
export function writeCostReport({ requestedQueryCost, actualQueryCost, throttleStatus }: CostReport): string {
  const status = throttleStatus ? `,"throttleStatus":${writeThrottleStatus(throttleStatus)}` : ''
  return `{"requestedQueryCost":${requestedQueryCost},"actualQueryCost":${actualQueryCost}${status}}`
}

const writeThrottleStatus = ({ maximumAvailable, currentlyAvailable, restoreRate }: ThrottleStatus) =>
  `{"maximumAvailable":${maximumAvailable},"currentlyAvailable":${currentlyAvailable},"restoreRate":${restoreRate}}`
