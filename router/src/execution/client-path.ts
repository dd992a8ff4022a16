import { type FieldNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql'
import type { PlanKeys } from '../graph/plan-keys.ts'
import type { ErrorPath } from './fetch-errors.ts'
import { type Conditions, isIncluded, type Selections } from './shown-fields.ts'

/**
 * A path of the plan in the client's words. It ends at the object where the plan asks for what the client did not: what
 * the router needs for itself has no place in the answer, and what it is called is nobody's business.
 */
export function clientPath(
  { sets, fragments }: Selections,
  { keys, conditions }: { keys: PlanKeys; conditions: Conditions },
  path: ErrorPath,
): ErrorPath {
  const isMeant = (key: string) => (selection: SelectionNode) =>
    isIncluded(selection, conditions) && (selection.kind !== Kind.FIELD || keys.planKey(selection) === key)
  const words: (string | number)[] = []
  let below = sets
  for (const key of path) {
    if (typeof key === 'string') {
      const fields = fieldsOf({ sets: below, fragments }, isMeant(key))
      if (fields.length === 0) break
      below = fields.flatMap(({ selectionSet }) => selectionSet ?? [])
    }
    words.push(typeof key === 'string' ? keys.clientKey(key) : key)
  }
  return words
}

/** The fields that are meant among all that is selected, whatever the type of the object. */
function fieldsOf({ sets, fragments }: Selections, isMeant: (selection: SelectionNode) => boolean): FieldNode[] {
  const fields: FieldNode[] = []
  const seen = new Set<string>()
  const look = ({ selections }: SelectionSetNode) => {
    for (const selection of selections.filter(isMeant)) {
      if (selection.kind === Kind.FIELD) fields.push(selection)
      else if (selection.kind === Kind.INLINE_FRAGMENT) look(selection.selectionSet)
      else if (!seen.has(selection.name.value)) {
        seen.add(selection.name.value)
        const fragment = fragments.get(selection.name.value)
        if (fragment) look(fragment.selectionSet)
      }
    }
  }
  for (const set of sets) look(set)
  return fields
}
