import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
  visit,
} from 'graphql'
import { operationIn } from './operation.ts'
import { conditionsOf, onceEach, rootFields, underConditions } from './root-fields.ts'
import { selectionsOf } from './selections-in.ts'
import { usedFragments } from './used-fragments.ts'

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>

const TYPE_NAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }

/**
 * Writes a document so that Apollo's planner makes of it what it means. By itself it runs what equal fragments of a
 * mutation hold together, runs a mutation that stands in several places under different conditions several times, finds no
 * plan for introspection in a fragment, asks subgraphs for a root type by a name that is not theirs, and leaves out objects
 * of which conditions leave nothing, although an empty object is due.
 * Null where nothing is left to plan.
 * @throws RequestRefusal for a mutation in too many such places
 */
export function mendDocument(document: DocumentNode): DocumentNode | null {
  const { definition, fragments } = operationIn(document)
  const found = rootFields(definition.selectionSet, fragments)
  const fields = definition.operation === 'mutation' ? onceEach(found) : found
  const selections = fields.map(underConditions)
  if (selections.length === 0) return null
  const operation = { ...definition, selectionSet: { ...definition.selectionSet, selections } }
  const used = usedFragments(operation, fragments.values())
  const mended: DocumentNode = { kind: Kind.DOCUMENT, definitions: [operation, ...used.values()] }
  const isConditional = selectionsOf({ definition: operation, fragments: used }).some(
    (selection) => conditionsOf(selection).length > 0,
  )
  return isConditional ? keepObjects(mended, used) : mended
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
