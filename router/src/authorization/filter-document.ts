import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql'
import type { Operation } from '../graph/operation.ts'
import { usedFragments } from '../graph/used-fragments.ts'
import type { JudgedPart, JudgedSelections } from './judged-selections.ts'

/** What is left of a selection set: null for nothing, the very same set where nothing is refused. */
export type Keep = (selections: JudgedSelections) => SelectionSetNode | null

/**
 * Leaves refused parts out of a document, and with them what becomes empty or unused thereby; null when nothing is left.
 * A fragment of which different parts are refused in different places becomes several.
 */
export function filterDocument(
  { definition, fragments }: Operation,
  root: JudgedSelections,
  isRefused: (part: JudgedPart) => boolean,
): { document: DocumentNode | null; keep: Keep } {
  const forms = new Map<JudgedSelections, FragmentDefinitionNode>()
  const keep = createKeep(isRefused, (name, selections, selectionSet) => {
    const known = forms.get(selections)
    if (known) return known
    const original = fragments.get(name)
    if (!original) throw new Error('unreachable: a validated operation has its fragments')
    const taken = new Set([...fragments.keys(), ...[...forms.values()].map((form) => form.name.value)])
    const form = { ...original, name: { ...original.name, value: freeName(name, taken) }, selectionSet }
    forms.set(selections, form)
    return form
  })
  const selectionSet = keep(root)
  if (!selectionSet) return { document: null, keep }
  const operation = { ...definition, selectionSet }
  const used = [...usedFragments(operation, [...fragments.values(), ...forms.values()]).values()]
  return {
    document: { kind: Kind.DOCUMENT, definitions: [withoutUnusedVariables(operation, used), ...used] },
    keep,
  }
}

type FormFragment = (fragment: string, selections: JudgedSelections, left: SelectionSetNode) => FragmentDefinitionNode

/** Remembers what it kept, as fragments are met again and again. */
function createKeep(isRefused: (part: JudgedPart) => boolean, formFragment: FormFragment): Keep {
  const kept = new Map<JudgedSelections, SelectionSetNode | null>()
  const keepPart = (part: JudgedPart): SelectionNode | null => {
    if (isRefused(part)) return null
    const { node, selections } = part
    const left = selections ? keep(selections) : undefined
    if (left === selections?.set) return node
    if (!selections || !left) return null
    return node.kind === Kind.FRAGMENT_SPREAD
      ? { ...node, name: formFragment(node.name.value, selections, left).name }
      : { ...node, selectionSet: left }
  }
  const keep: Keep = (selections) => {
    const known = kept.get(selections)
    if (known !== undefined) return known
    const nodes = selections.parts.map(keepPart)
    const isWhole = nodes.every((node, at) => node === selections.parts[at]?.node)
    const left = nodes.filter((node) => node !== null)
    const result = isWhole ? selections.set : left.length > 0 ? { ...selections.set, selections: left } : null
    kept.set(selections, result)
    return result
  }
  return keep
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let number = 1
  while (taken.has(`${name}_${number}`)) number += 1
  return `${name}_${number}`
}

function withoutUnusedVariables(
  operation: OperationDefinitionNode,
  fragments: readonly FragmentDefinitionNode[],
): OperationDefinitionNode {
  const { variableDefinitions = [], ...rest } = operation
  const used = new Set<string>()
  for (const node of [rest, ...fragments]) visit(node, { Variable: ({ name }) => void used.add(name.value) })
  return { ...rest, variableDefinitions: variableDefinitions.filter(({ variable }) => used.has(variable.name.value)) }
}
