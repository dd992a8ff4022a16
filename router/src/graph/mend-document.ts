import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  print,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql'
import { isIntrospection } from '../execution/introspection.ts'
import { operationIn } from './operation.ts'
import { selectionsOf } from './selections-in.ts'
import { usedFragments } from './used-fragments.ts'

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>

const TYPE_NAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }

/**
 * Writes a document so that Apollo's planner makes of it what it means. By itself it runs what equal fragments of a
 * mutation hold together, finds no plan for introspection in a fragment, asks subgraphs for a root type by a name that is
 * not theirs, and leaves out objects of which conditions leave nothing, although an empty object is due.
 * Null where nothing is left to plan.
 */
export function mendDocument(document: DocumentNode): DocumentNode | null {
  const { definition, fragments } = operationIn(document)
  const selections = rootFields(definition.selectionSet, fragments)
  if (selections.length === 0) return null
  const operation = { ...definition, selectionSet: { ...definition.selectionSet, selections } }
  const used = usedFragments(operation, fragments.values())
  const mended: DocumentNode = { kind: Kind.DOCUMENT, definitions: [operation, ...used.values()] }
  const isConditional = selectionsOf({ definition: operation, fragments: used }).some(
    (selection) => conditionsOf(selection).length > 0,
  )
  return isConditional ? keepObjects(mended, used) : mended
}

/** The fields of a root in their order, each under the conditions of the fragments that it stood in. */
function rootFields(set: SelectionSetNode, fragments: Fragments): SelectionNode[] {
  const fields: SelectionNode[] = []
  const seen = new Set<string>()
  const add = ({ selections }: SelectionSetNode, outer: readonly DirectiveNode[]) => {
    for (const selection of selections) {
      const conditions = [...outer, ...conditionsOf(selection)]
      if (selection.kind === Kind.FIELD) {
        if (!isIntrospection(selection)) fields.push(underConditions(selection, conditions))
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
function underConditions(field: FieldNode, conditions: readonly DirectiveNode[]): SelectionNode {
  const others = (field.directives ?? []).filter((directive) => !isCondition(directive))
  const own = new Map<string, DirectiveNode>()
  const outer = new Map<string, DirectiveNode>()
  for (const condition of conditions) {
    const { value } = condition.name
    const known = own.get(value)
    if (!known) own.set(value, condition)
    else if (print(known) !== print(condition)) outer.set(print(condition), condition)
  }
  return [...outer.values()].reduce<SelectionNode>(
    (inner, condition) => ({
      kind: Kind.INLINE_FRAGMENT,
      directives: [condition],
      selectionSet: { kind: Kind.SELECTION_SET, selections: [inner] },
    }),
    { ...field, directives: [...own.values(), ...others] },
  )
}

/** Lets every object of which conditions may leave nothing be asked for by its type. */
const keepObjects = (document: DocumentNode, fragments: Fragments): DocumentNode =>
  visit(document, {
    Field: {
      leave: ({ selectionSet, ...field }) =>
        selectionSet && mayBeEmpty(selectionSet, fragments)
          ? { ...field, selectionSet: { ...selectionSet, selections: [...selectionSet.selections, TYPE_NAME] } }
          : undefined,
    },
  })

const mayBeEmpty = ({ selections }: SelectionSetNode, fragments: Fragments): boolean =>
  selections.every((selection) => {
    if (conditionsOf(selection).length > 0) return true
    if (selection.kind === Kind.FIELD) return false
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)
    return !fragment || mayBeEmpty(fragment.selectionSet, fragments)
  })

const isCondition = ({ name }: DirectiveNode): boolean => name.value === 'skip' || name.value === 'include'

const conditionsOf = ({ directives = [] }: SelectionNode): readonly DirectiveNode[] => directives.filter(isCondition)
