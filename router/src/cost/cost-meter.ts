import type { CostFormula, FetchCosts } from './cost.ts'

/** Adds up what one run of a plan costs, fetch by fetch. */
export class CostMeter {
  readonly #costs: FetchCosts
  /** Operation texts of fetches that are under way or brought no data. */
  readonly #unanswered: string[] = []
  #sum = 0
  #followed: CostMeter | null = null

  /** @param variables of the whole operation; its fetches use them under the same names */
  constructor(formula: CostFormula, variables: Readonly<Record<string, unknown>>) {
    this.#costs = formula.run(variables)
  }

  asked(operation: string): void {
    this.#unanswered.push(operation)
  }

  answered(operation: string, data: unknown): void {
    if (!data) return
    const at = this.#unanswered.indexOf(operation)
    if (at >= 0) this.#unanswered.splice(at, 1)
    this.#sum += this.#costs.actual(operation, data as Record<string, unknown>)
  }

  /** Costs what another run costs, which this one shared. */
  follow(other: CostMeter): void {
    this.#followed = other
  }

  /** Points so far. A fetch that brought no data counts as expected: its subgraph was made to work all the same. */
  total(): number {
    if (this.#followed) return this.#followed.total()
    let total = this.#sum
    for (const operation of this.#unanswered) total += this.#costs.expected(operation)
    return total
  }
}
