import type { CostFormula } from './cost.ts'

/** Adds up what one run of a plan costs, fetch by fetch. */
export interface CostMeter {
  asked(operation: string): void
  answered(operation: string, variables: Readonly<Record<string, unknown>>, data: unknown): void
  /** Points so far. A fetch that brought no data counts as expected: its subgraph was made to work all the same. */
  total(): number
}

/** @param variables of the whole operation, by which a fetch is expected to cost what it costs */
export function createCostMeter(formula: CostFormula, variables: Readonly<Record<string, unknown>>): CostMeter {
  const unanswered = new Map<string, number>()
  let sum = 0
  return {
    asked(operation) {
      unanswered.set(operation, (unanswered.get(operation) ?? 0) + 1)
    },
    answered(operation, sent, data) {
      if (!data) return
      unanswered.set(operation, (unanswered.get(operation) ?? 1) - 1)
      sum += formula.actual({ operation, variables: sent, data: data as Record<string, unknown> })
    },
    total() {
      let pending = 0
      for (const [operation, times] of unanswered) {
        if (times > 0) pending += times * formula.expected(operation, variables)
      }
      return sum + pending
    },
  }
}
