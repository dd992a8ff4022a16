/** The cost of one planned operation, compiled once and evaluated per request. */
export interface CostFormula {
  /**
   * Cost before the first fetch, from coerced variables and assumed list sizes.
   * @throws RequestRefusal BAD_USER_INPUT where slicing arguments break `@listSize`
   */
  estimate(variables: Readonly<Record<string, unknown>>): number
  /** What one fetch of the plan, named by its operation text, adds to the estimate. */
  expected(operation: string, variables: Readonly<Record<string, unknown>>): number
  /** Cost of one subgraph answer, from the sizes that its lists really have. */
  actual(answer: SubgraphAnswerCost): number
}

/** One answered fetch of the plan. */
export interface SubgraphAnswerCost {
  /** The fetch's operation text, as in the plan. */
  readonly operation: string
  readonly variables: Readonly<Record<string, unknown>>
  /** The answer's `data`; null when it failed. */
  readonly data: Readonly<Record<string, unknown>> | null
}
