import { type FragmentDefinitionNode, Kind, parse, type SelectionNode, type SelectionSetNode, visit } from 'graphql'
import type { ClientRequest } from './outcome.ts'

/**
 * Whether `@skip` and `@include` leave nothing of what is selected below some field, so that an empty object is due.
 * Apollo's planner then fetches not even the field.
 */
export function emptiesSelection({ document, variables = {} }: ClientRequest): boolean {
  const parsed = parse(document)
  const fragments = new Map<string, FragmentDefinitionNode>()
  const values = new Map(Object.entries(variables))
  visit(parsed, {
    FragmentDefinition: (fragment) => void fragments.set(fragment.name.value, fragment),
    VariableDefinition({ variable, defaultValue }) {
      if (defaultValue?.kind === Kind.BOOLEAN && !values.has(variable.name.value))
        values.set(variable.name.value, defaultValue.value)
    },
  })
  const isLeftOut = ({ directives = [] }: SelectionNode) =>
    directives.some(({ name, arguments: given = [] }) => {
      const [condition] = given
      if (!condition) return false
      const { value } = condition
      const holds =
        value.kind === Kind.VARIABLE ? values.get(value.name.value) : value.kind === Kind.BOOLEAN && value.value
      return holds === (name.value === 'skip')
    })
  const isEmpty = (set: SelectionSetNode | undefined): boolean =>
    (set?.selections ?? []).every((selection) => {
      if (isLeftOut(selection)) return true
      if (selection.kind === Kind.FIELD) return false
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)
      return isEmpty(fragment?.selectionSet)
    })
  let found = false
  visit(parsed, {
    Field({ selectionSet }) {
      if (selectionSet && isEmpty(selectionSet)) found = true
    },
  })
  return found
}
