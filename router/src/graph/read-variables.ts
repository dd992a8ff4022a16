import { type GraphQLSchema, getVariableValues } from 'graphql'
import { conditionVariables } from '../execution/condition-variables.ts'
import { withoutHints } from '../limits/without-hints.ts'
import { RequestRefusal } from '../refusal.ts'
import { withCode } from '../with-code.ts'
import type { Operation } from './operation.ts'

/** More would only repeat what the first ones say. */
const MOST_ERRORS = 10

/**
 * Coerces the variables of an operation, defaults included.
 * @throws RequestRefusal 400 BAD_USER_INPUT naming each variable and the rule it breaks
 */
export function readVariables(
  schema: GraphQLSchema,
  { definition, fragments }: Operation,
  given: Readonly<Record<string, unknown>>,
  { showSchema }: { showSchema: boolean },
): Record<string, unknown> {
  const { coerced, errors } = getVariableValues(schema, definition.variableDefinitions ?? [], given, {
    maxErrors: MOST_ERRORS,
  })
  if (coerced) {
    refuseNullConditions(definition, fragments, coerced)
    return coerced
  }
  const flaws = errors.map((error) => withCode('BAD_USER_INPUT', showSchema ? error : withoutHints(error)))
  throw new RequestRefusal(400, 'BAD_USER_INPUT', flaws[0]?.message ?? 'The variables are not valid.', {
    errors: flaws,
  })
}

/** A nullable variable with a default may stand where `@skip` and `@include` want a boolean, but must not be null then. */
function refuseNullConditions(
  definition: Operation['definition'],
  fragments: Operation['fragments'],
  values: Readonly<Record<string, unknown>>,
): void {
  if (!definition.variableDefinitions?.some(({ variable }) => values[variable.name.value] === null)) return
  const broken = conditionVariables({ definition, fragments }).find((name) => values[name] === null)
  if (broken !== undefined)
    throw new RequestRefusal(
      400,
      'BAD_USER_INPUT',
      `Variable "$${broken}" decides on @skip or @include: it must not be null.`,
    )
}
