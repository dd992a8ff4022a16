import {
  type ArgumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  visit,
} from 'graphql'
import type { Operation } from '../graph/operation.ts'

/** Name of the argument by which a subscription's root field takes the cursor behind which it begins. */
const ARGUMENT = 'after'

/** Where a subscription begins: behind a cursor, or with what happens from now on where that is null. */
export interface StartingPoint {
  readonly after: string | null
  /** The variables that tell streams apart: all but the one that holds nothing but the cursor. */
  readonly variables: Readonly<Record<string, unknown>>
}

export function startingPoint(operation: Operation, variables: Readonly<Record<string, unknown>>): StartingPoint {
  const value = resumeArgument(operation)?.value
  if (value?.kind === Kind.STRING) return { after: value.value, variables }
  if (value?.kind !== Kind.VARIABLE) return { after: null, variables }
  const name = value.name.value
  const given = variables[name]
  const after = typeof given === 'string' ? given : null
  if (usesOf(operation, name) > 1) return { after, variables }
  const { [name]: _, ...others } = variables
  return { after, variables: others }
}

function resumeArgument({ definition, fragments }: Operation): ArgumentNode | undefined {
  const root = firstField(definition.selectionSet, fragments)
  return root?.arguments?.find(({ name }) => name.value === ARGUMENT)
}

/** A validated subscription has one root field, though perhaps in several pieces with the same arguments. */
function firstField(
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): FieldNode | undefined {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) return selection
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)
    const found = fragment && firstField(fragment.selectionSet, fragments)
    if (found) return found
  }
  return undefined
}

/** Its definition is not a use. */
function usesOf({ definition, fragments }: Operation, name: string): number {
  let uses = 0
  const count = (node: OperationDefinitionNode | FragmentDefinitionNode) =>
    visit(node, {
      VariableDefinition: () => false,
      Variable(variable) {
        if (variable.name.value === name) uses += 1
      },
    })
  count(definition)
  for (const fragment of fragments.values()) count(fragment)
  return uses
}
