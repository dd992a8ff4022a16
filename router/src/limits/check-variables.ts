import { RequestRefusal } from '../refusal.ts'
import { DEEPEST_VALUE } from './deepest-value.ts'

/** What the variables of one request may hold at most. */
export interface VariableLimits {
  /** Of any list, however deep. */
  readonly listItems: number
}

/**
 * Checks the size of variables as they were sent, before they are coerced.
 * @throws RequestRefusal 400 BAD_USER_INPUT naming the variable and the limit
 */
export function checkVariables(variables: Readonly<Record<string, unknown>>, limits: VariableLimits): void {
  for (const [name, value] of Object.entries(variables)) {
    const rule = brokenRule(value, limits, 0)
    if (rule) throw new RequestRefusal(400, 'BAD_USER_INPUT', `Variable "$${name}" ${rule}.`)
  }
}

function brokenRule(value: unknown, limits: VariableLimits, depth: number): string | null {
  if (typeof value !== 'object' || value === null) return null
  if (depth >= DEEPEST_VALUE) return `may be nested at most ${DEEPEST_VALUE} levels deep`
  if (Array.isArray(value) && value.length > limits.listItems)
    return `may hold at most ${limits.listItems} items in a list`
  for (const part of Object.values(value)) {
    const rule = brokenRule(part, limits, depth + 1)
    if (rule) return rule
  }
  return null
}
