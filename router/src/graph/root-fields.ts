import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type InlineFragmentNode,
  Kind,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import { isIntrospection } from '../execution/introspection.ts'
import { RequestRefusal } from '../refusal.ts'

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>

/** A field of a root with the conditions that it stands under; none where it is always there. */
export interface RootField {
  readonly field: FieldNode
  readonly conditions: readonly DirectiveNode[]
}

/** The fields of a root in their order, without introspection and what is never there. */
export function rootFields(set: SelectionSetNode, fragments: Fragments): RootField[] {
  const fields: RootField[] = []
  const seen = new Set<string>()
  const add = ({ selections }: SelectionSetNode, outer: readonly DirectiveNode[]) => {
    for (const selection of selections) {
      const own = conditionsOf(selection)
      if (own.some((condition) => constantOf(condition) === false)) continue
      const conditions = [...outer, ...own.filter((condition) => constantOf(condition) === null)]
      if (selection.kind === Kind.FIELD) {
        if (!isIntrospection(selection)) fields.push({ field: selection, conditions })
      } else if (selection.kind === Kind.INLINE_FRAGMENT) add(selection.selectionSet, conditions)
      else {
        const name = selection.name.value
        const spread = `${name} ${conditions.map(print).sort()}`
        const fragment = fragments.get(name)
        if (!fragment || seen.has(spread)) continue
        seen.add(spread)
        add(fragment.selectionSet, conditions)
      }
    }
  }
  add(set, [])
  return fields
}

/** A field has one condition of each kind; where there are more, fragments without a type hold the others. */
export function underConditions({ field, conditions }: RootField): SelectionNode {
  const others = (field.directives ?? []).filter((directive) => !isCondition(directive))
  const own = new Map<string, DirectiveNode>()
  const outer = new Map<string, DirectiveNode>()
  for (const condition of conditions) {
    const { value } = condition.name
    const known = own.get(value)
    if (!known) own.set(value, condition)
    else if (print(known) !== print(condition)) outer.set(print(condition), condition)
  }
  return [...outer.values()].reduce<SelectionNode>((inner, condition) => fragmentUnder(condition, [inner]), {
    ...field,
    directives: [...own.values(), ...others],
  })
}

const fragmentUnder = (condition: DirectiveNode, selections: readonly SelectionNode[]): InlineFragmentNode => ({
  kind: Kind.INLINE_FRAGMENT,
  directives: [condition],
  selectionSet: { kind: Kind.SELECTION_SET, selections },
})

/** Ways in which all occurrences before one can be left out. No document that anybody means has more. */
const MOST_WAYS = 32

/**
 * Writes fields of mutations so that each runs once, where its first occurrence is that is there, with all that is
 * selected of it (GraphQL specification, §6.3.2). The planner would run it once for each occurrence under other conditions.
 * @throws RequestRefusal for a field under very many different conditions
 */
export function onceEach(fields: readonly RootField[]): RootField[] {
  const byKey = Map.groupBy(fields, ({ field }) => responseKey(field))
  return fields.flatMap((occurrence) => {
    const { field, conditions } = occurrence
    const all = byKey.get(responseKey(field)) ?? []
    const at = all.indexOf(occurrence)
    const whole = withSelectionsOf(field, all.slice(at + 1))
    return waysWithout(all.slice(0, at), conditions).map((way) => ({ field: whole, conditions: way }))
  })
}

const responseKey = ({ alias, name }: FieldNode): string => (alias ?? name).value

/** Sets of conditions that exclude one another: in each of them those given hold, and no field of `before` is there. */
function waysWithout(before: readonly RootField[], given: readonly DirectiveNode[]): (readonly DirectiveNode[])[] {
  let ways: (readonly DirectiveNode[])[] = [given]
  for (const { field, conditions } of before) {
    ways = ways.flatMap((way) =>
      conditions
        .map((condition, index) => [...way, ...conditions.slice(0, index), opposite(condition)])
        .filter(isPossible),
    )
    if (ways.length > MOST_WAYS)
      throw new RequestRefusal(
        400,
        'GRAPHQL_VALIDATION_FAILED',
        `The mutation \`${field.name.value}\` stands in too many places under different conditions.`,
      )
  }
  return ways
}

function isPossible(conditions: readonly DirectiveNode[]): boolean {
  const held = new Set(conditions.map(print))
  return conditions.every((condition) => !held.has(print(opposite(condition))))
}

const opposite = (condition: DirectiveNode): DirectiveNode => ({
  ...condition,
  name: { kind: Kind.NAME, value: condition.name.value === 'skip' ? 'include' : 'skip' },
})

function withSelectionsOf(field: FieldNode, others: readonly RootField[]): FieldNode {
  if (!field.selectionSet) return field
  const more = others.flatMap(({ field: { selectionSet }, conditions }) =>
    conditions.reduce<readonly SelectionNode[]>(
      (selections, condition) => [fragmentUnder(condition, selections)],
      selectionSet?.selections ?? [],
    ),
  )
  return { ...field, selectionSet: { ...field.selectionSet, selections: [...field.selectionSet.selections, ...more] } }
}

const isCondition = ({ name }: DirectiveNode): boolean => name.value === 'skip' || name.value === 'include'

export const conditionsOf = ({ directives = [] }: SelectionNode): readonly DirectiveNode[] =>
  directives.filter(isCondition)

/** Whether a condition always or never lets anything through; null where that depends on a variable. */
function constantOf({ name, arguments: [given] = [] }: DirectiveNode): boolean | null {
  if (given?.value.kind !== Kind.BOOLEAN) return null
  return given.value.value === (name.value === 'include')
}
