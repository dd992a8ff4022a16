import {
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  type InlineFragmentNode,
  isAbstractType,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql'
import type { Operation } from '../graph/operation.ts'
import type { Requirements } from './requirements.ts'
import type { Rule } from './rule.ts'
import { narrowScope, type Scope, scopeOf } from './scope.ts'

/** A selection set with what each of its parts asks of the caller. */
export interface JudgedSelections {
  readonly set: SelectionSetNode
  readonly parts: readonly JudgedPart[]
  /** Whether a field is read of every object that the set may meet, whatever its type. */
  readonly readsAnyType: boolean
}

export interface JudgedPart {
  readonly node: FieldNode | FragmentSpreadNode | InlineFragmentNode
  /** All must be met, else the part is refused. */
  readonly rules: readonly Rule[]
  /**
   * What the part adds to the path of an error: its response key, `@` for a list, or the type it narrows to. Null for a
   * fragment that no object can match where it stands: nothing is missed if it is refused.
   */
  readonly path: readonly string[] | null
  /** What is below; null for leaves and for introspection, which is not judged. */
  readonly selections: JudgedSelections | null
  readonly readsAnyType: boolean
}

/**
 * Finds what each part of an operation asks, by the rules of Apollo Router made exact: an abstract type is judged by the
 * object types that can still occur where the selection stands. `@skip` and `@include` do not matter, as one decision
 * and one plan serve all values of the variables.
 */
export function judgeOperation(
  schema: GraphQLSchema,
  requirements: Requirements,
  { definition, fragments }: Operation,
): JudgedSelections {
  const root = schema.getRootType(definition.operation)
  if (!root) throw new Error('unreachable: a validated operation has a root type')
  const judge = createJudge(schema, requirements, fragments, root)
  return judge(definition.selectionSet, scopeOf(root, requirements))
}

function createJudge(
  schema: GraphQLSchema,
  requirements: Requirements,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  root: GraphQLObjectType,
) {
  // A fragment is judged once for each set of types that it meets, so that nested spreads do not multiply the work.
  const judged = new Map<string, JudgedSelections>()
  const rulesOfAll = (types: readonly string[]) => types.flatMap((type) => requirements.ofType.get(type) ?? [])

  function judge(set: SelectionSetNode, scope: Scope): JudgedSelections {
    const parts = set.selections.map((node) => {
      if (node.kind === Kind.FIELD) return judgeField(node, scope)
      if (node.kind === Kind.INLINE_FRAGMENT)
        return judgeFragment(node, node.typeCondition?.name.value, scope, (inside) => judge(node.selectionSet, inside))
      const fragment = fragments.get(node.name.value)
      if (!fragment) throw new Error('unreachable: a validated operation has its fragments')
      return judgeFragment(node, fragment.typeCondition.name.value, scope, (inside) => judgeNamed(fragment, inside))
    })
    return { set, parts, readsAnyType: parts.some((part) => part.readsAnyType) }
  }

  function judgeField(node: FieldNode, { type, objects }: Scope): JudgedPart {
    const name = node.name.value
    const path = [node.alias?.value ?? name]
    const field = 'getFields' in type ? type.getFields()[name] : undefined
    if (!field) return { node, rules: [], path, selections: null, readsAnyType: name !== '__typename' }
    const result = getNamedType(field.type)
    const below =
      isCompositeType(result) && node.selectionSet ? judge(node.selectionSet, scopeOf(result, requirements)) : null
    const rules = distinct([
      ...(type === root ? (requirements.ofType.get(root.name) ?? []) : []),
      ...[type.name, ...objects].flatMap((object) => requirements.ofField.get(`${object}.${name}`) ?? []),
      ...(isAbstractType(result) && below?.readsAnyType ? rulesOfAll(scopeOf(result, requirements).objects) : []),
    ])
    const isList = isListType(getNullableType(field.type))
    return { node, rules, path: isList ? [...path, '@'] : path, selections: below, readsAnyType: true }
  }

  function judgeFragment(
    node: FragmentSpreadNode | InlineFragmentNode,
    condition: string | undefined,
    scope: Scope,
    judgeInside: (inside: Scope) => JudgedSelections,
  ): JudgedPart {
    const { inside, narrows, matchable } = narrowScope(scope, condition, { schema, requirements })
    const selections = judgeInside(inside)
    const readsAll = narrows && (isObjectType(inside.type) || selections.readsAnyType)
    const rules = distinct([
      ...(isAbstractType(inside.type) && inside.type !== scope.type
        ? (requirements.ofType.get(inside.type.name) ?? [])
        : []),
      ...(readsAll ? rulesOfAll(inside.objects) : []),
    ])
    return {
      node,
      rules,
      path: !matchable ? null : narrows || rules.length > 0 ? [`... on ${inside.type.name}`] : [],
      selections,
      readsAnyType: !narrows && selections.readsAnyType,
    }
  }

  function judgeNamed({ name, selectionSet }: FragmentDefinitionNode, inside: Scope): JudgedSelections {
    const key = [name.value, ...inside.objects].join(' ')
    const known = judged.get(key)
    if (known) return known
    const selections = judge(selectionSet, inside)
    judged.set(key, selections)
    return selections
  }

  return judge
}

const distinct = (rules: readonly Rule[]): Rule[] => [...new Map(rules.map((rule) => [rule.key, rule])).values()]
