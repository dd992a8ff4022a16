/** What one evaluation of a formula works on. */
export interface Evaluation {
  /** Without prototype, variables' defaults filled in. */
  readonly variables: Readonly<Record<string, unknown>>
  /** What was worked out already, so that a fragment that is used in many places is evaluated once. */
  readonly known: Map<object, number>
}

/** A number that is known when the plan is, or that follows from the variables of a request. Always finite. */
export type Expression = number | ((evaluation: Evaluation) => number)

export const evaluate = (expression: Expression, evaluation: Evaluation): number =>
  typeof expression === 'number' ? expression : expression(evaluation)

/** Huge sizes multiplied end at the largest exact integer, never at Infinity, and so never at NaN. */
export function bounded(value: number): number {
  return value < Number.MAX_SAFE_INTEGER ? Math.max(value, Number.MIN_SAFE_INTEGER) : Number.MAX_SAFE_INTEGER
}

export function sum(terms: readonly Expression[]): Expression {
  let constant = 0
  const variable: ((evaluation: Evaluation) => number)[] = []
  for (const term of terms) {
    if (typeof term === 'number') constant = bounded(constant + term)
    else variable.push(term)
  }
  if (variable.length === 0) return constant
  return (evaluation) => variable.reduce((total, term) => bounded(total + term(evaluation)), constant)
}

/** Both factors are evaluated even where one is 0, because evaluating a list's size also checks it. */
export function product(left: Expression, right: Expression): Expression {
  if (typeof left === 'number' && typeof right === 'number') return bounded(left * right)
  return (evaluation) => bounded(evaluate(left, evaluation) * evaluate(right, evaluation))
}

/** The greatest of the terms; 0 when there are none. */
export function maximum(terms: readonly Expression[]): Expression {
  const [only] = terms
  if (terms.length === 1 && only !== undefined) return only
  if (terms.every((term) => typeof term === 'number')) return greatest(terms)
  return (evaluation) => greatest(terms.map((term) => evaluate(term, evaluation)))
}

/** 0 when there are none. */
export const greatest = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((left, right) => Math.max(left, right))

/** Negative weights make something cheaper, never a gain. */
export function atLeastZero(expression: Expression): Expression {
  if (typeof expression === 'number') return Math.max(0, expression)
  return (evaluation) => Math.max(0, expression(evaluation))
}

/** Evaluated once per evaluation, however often it is asked for. */
export function shared(expression: Expression): Expression {
  if (typeof expression === 'number') return expression
  return (evaluation) => {
    const known = evaluation.known.get(expression)
    if (known !== undefined) return known
    const value = expression(evaluation)
    evaluation.known.set(expression, value)
    return value
  }
}
