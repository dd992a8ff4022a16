import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import type { PlanKeys } from '../graph/plan-keys.ts'
import type { ErrorPath } from './fetch-errors.ts'
import { isObject, readOwn } from './own-value.ts'
import { type Conditions, isIncluded, type Selections } from './shown-fields.ts'
import { isOfType } from './type-condition.ts'

/** What tells the client's words from the plan's. */
export interface Wording {
  /** What clients see. */
  readonly schema: GraphQLSchema
  readonly keys: PlanKeys
  readonly conditions: Conditions
}

/**
 * A path of the plan in the client's words. It ends at the object where the plan asks for what the client did not: what
 * the router needs for itself has no place in the answer, and what it is called is nobody's business.
 * @param data what was fetched, which says of what types the objects on the path are
 */
export function clientPath(
  { sets, fragments }: Selections,
  { schema, keys, conditions }: Wording,
  path: ErrorPath,
  data?: unknown,
): ErrorPath {
  const isMeant = (key: string) => (selection: SelectionNode) =>
    isIncluded(selection, conditions) && (selection.kind !== Kind.FIELD || keys.planKey(selection) === key)
  const words: (string | number)[] = []
  let below = sets
  let value = data
  for (const key of path) {
    if (typeof key === 'string') {
      const type = typeOf(schema, value)
      const fits = (condition: string) => !type || isOfType(schema, type.name, condition)
      const fields = fieldsOf({ sets: below, fragments }, isMeant(key), fits)
      if (fields.length === 0) break
      below = fields.flatMap(({ selectionSet }) => selectionSet ?? [])
    }
    value = valueAt(value, key)
    words.push(typeof key === 'string' ? keys.clientKey(key) : key)
  }
  return words
}

/** The type of an object; undefined where that is not known, or nothing that clients see. */
function typeOf(schema: GraphQLSchema, value: unknown): GraphQLObjectType | undefined {
  const type = isObject(value) ? schema.getType(String(value.__typename)) : undefined
  return isObjectType(type) ? type : undefined
}

function valueAt(value: unknown, key: string | number): unknown {
  if (Array.isArray(value)) return typeof key === 'number' ? value[key] : undefined
  return isObject(value) ? readOwn(value, String(key)) : undefined
}

/** The fields that are meant among all that is selected for an object, where its type fits. */
function fieldsOf(
  { sets, fragments }: Selections,
  isMeant: (selection: SelectionNode) => boolean,
  fits: (typeCondition: string) => boolean,
): FieldNode[] {
  const fields: FieldNode[] = []
  const seen = new Set<string>()
  const look = ({ selections }: SelectionSetNode) => {
    for (const selection of selections.filter(isMeant)) {
      if (selection.kind === Kind.FIELD) {
        fields.push(selection)
        continue
      }
      if (selection.kind === Kind.FRAGMENT_SPREAD && seen.has(selection.name.value)) continue
      if (selection.kind === Kind.FRAGMENT_SPREAD) seen.add(selection.name.value)
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)
      const condition = fragment?.typeCondition?.name.value
      if (fragment && (condition === undefined || fits(condition))) look(fragment.selectionSet)
    }
  }
  for (const set of sets) look(set)
  return fields
}
