import { Kind, type SelectionNode, type SelectionSetNode } from 'graphql'
import type { Operation } from './operation.ts'

/** Every selection of a set and of those in it, without what is in the fragments that are spread. */
export function selectionsIn({ selections }: SelectionSetNode): SelectionNode[] {
  const found = [...selections]
  for (const selection of found)
    if (selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet)
      found.push(...selection.selectionSet.selections)
  return found
}

/** Every selection of an operation and of its fragments, each once. */
export const selectionsOf = ({ definition, fragments }: Pick<Operation, 'definition' | 'fragments'>): SelectionNode[] =>
  [definition, ...fragments.values()].flatMap(({ selectionSet }) => selectionsIn(selectionSet))
