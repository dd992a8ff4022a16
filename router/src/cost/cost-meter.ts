import type { CostFormula } from './cost.ts'

/** Adds up what one run of a plan costs, fetch by fetch. */
export interface CostMeter {
  asked(operation: string): void
  answered(operation: string, data: unknown): void
  /** Costs what another run costs, which this one shared. */
  follow(other: CostMeter): void
  /** Points so far. A fetch that brought no data counts as expected: its subgraph was made to work all the same. */
  total(): number
}

/** @param variables of the whole operation; its fetches use them under the same names */
export function createCostMeter(formula: CostFormula, variables: Readonly<Record<string, unknown>>): CostMeter {
  const costs = formula.run(variables)
  const unanswered = new Map<string, number>()
  let sum = 0
  let followed: CostMeter | null = null
  return {
    follow(other) {
      followed = other
    },
    asked(operation) {
      unanswered.set(operation, (unanswered.get(operation) ?? 0) + 1)
    },
    answered(operation, data) {
      if (!data) return
      unanswered.set(operation, (unanswered.get(operation) ?? 1) - 1)
      sum += costs.actual(operation, data as Record<string, unknown>)
    },
    total() {
      if (followed) return followed.total()
      let pending = 0
      for (const [operation, times] of unanswered) {
        if (times > 0) pending += times * costs.expected(operation)
      }
      return sum + pending
    },
  }
}
