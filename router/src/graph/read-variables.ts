import { type GraphQLSchema, getVariableValues } from 'graphql'
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
  { definition }: Operation,
  given: Readonly<Record<string, unknown>>,
  { showSchema }: { showSchema: boolean },
): Record<string, unknown> {
  const { coerced, errors } = getVariableValues(schema, definition.variableDefinitions ?? [], given, {
    maxErrors: MOST_ERRORS,
  })
  if (coerced) return coerced
  const flaws = errors.map((error) => withCode('BAD_USER_INPUT', showSchema ? error : withoutHints(error)))
  throw new RequestRefusal(400, 'BAD_USER_INPUT', flaws[0]?.message ?? 'The variables are not valid.', {
    errors: flaws,
  })
}
