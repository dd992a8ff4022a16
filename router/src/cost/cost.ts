/** The cost of one planned operation, compiled once and evaluated per request. */
export interface CostFormula {
  /**
   * Cost before the first fetch, from coerced variables and assumed list sizes.
   * @throws RequestRefusal BAD_USER_INPUT where slicing arguments break `@listSize`
   */
  estimate(variables: Readonly<Record<string, unknown>>): number
  /** What the fetches of a run with these variables cost. */
  run(variables: Readonly<Record<string, unknown>>): FetchCosts
}

/** Costs of the fetches of one run; each is named by its operation text, as in the plan. */
export interface FetchCosts {
  /** What a fetch adds to the estimate. */
  expected(operation: string): number
  /** Cost of an answer by the sizes that its lists really have; `data` is null when it failed. */
  actual(operation: string, data: Readonly<Record<string, unknown>> | null): number
}
