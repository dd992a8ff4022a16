import { type DirectiveNode, Kind } from 'graphql'
import type { Evaluation, Expression } from './expression.ts'

/** One `@include` or `@skip` that depends on a variable. */
interface Clause {
  readonly variable: string
  readonly expected: boolean
}

/** All clauses must hold; none is always true. */
export type Condition = readonly Clause[]

/** What `@include` and `@skip` of a selection add to the condition that it stands under; null when it is left out. */
export function conditionOf(under: Condition, directives: readonly DirectiveNode[] = []): Condition | null {
  const clauses = [...under]
  for (const { name, arguments: args } of directives) {
    if (name.value !== 'include' && name.value !== 'skip') continue
    const expected = name.value === 'include'
    const given = args?.find((argument) => argument.name.value === 'if')?.value
    if (given?.kind === Kind.BOOLEAN && given.value !== expected) return null
    if (given?.kind !== Kind.VARIABLE) continue
    const variable = given.name.value
    if (clauses.some((clause) => clause.variable === variable && clause.expected !== expected)) return null
    if (!clauses.some((clause) => clause.variable === variable)) clauses.push({ variable, expected })
  }
  return clauses
}

/** A variable that is no boolean leaves nothing out, so that nothing is had for free. */
export const holds = (condition: Condition, { variables }: Evaluation): boolean =>
  condition.every(({ variable, expected }) => variables[variable] !== !expected)

/** The expression where the condition holds, else 0. */
export function when(condition: Condition, expression: Expression): Expression {
  if (condition.length === 0 || expression === 0) return expression
  return (evaluation) => {
    if (!holds(condition, evaluation)) return 0
    return typeof expression === 'number' ? expression : expression(evaluation)
  }
}

/** Equal conditions have equal keys. */
export const conditionKey = (condition: Condition): string =>
  condition
    .map(({ variable, expected }) => `${expected ? '' : '!'}${variable}`)
    .sort()
    .join()
