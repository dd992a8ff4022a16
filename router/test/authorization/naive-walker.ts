import type { Claims } from '@lms/router/authorization/authorization'
import {
  buildSchema,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  Kind,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql'

/**
 * Looks for what a document could show to somebody who may not see it, without any of the router's own code: it plays
 * every combination of runtime types through and looks up each field that is read of them. The directives must have
 * their own names.
 */
export function findForbidden(supergraphSdl: string, document: DocumentNode, claims: Claims): string[] {
  const schema = buildSchema(supergraphSdl, { assumeValidSDL: true })
  const mayPass = createGuard(claims)
  const forbidden = new Set<string>()
  const fragments = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  )

  function fieldsOf(set: SelectionSetNode, type: GraphQLObjectType): FieldNode[] {
    return set.selections.flatMap((node) => {
      if (node.kind === Kind.FIELD) return [node]
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node
      if (!fragment) throw new Error('a spread of nothing')
      const condition = fragment.typeCondition && schema.getType(fragment.typeCondition.name.value)
      return !condition || objectsOf(schema, condition).includes(type) ? fieldsOf(fragment.selectionSet, type) : []
    })
  }

  function play(set: SelectionSetNode, type: GraphQLObjectType) {
    const fields = fieldsOf(set, type).filter(({ name }) => !name.value.startsWith('__'))
    if (fields.length > 0 && !mayPass(type.astNode)) forbidden.add(type.name)
    for (const { name, selectionSet } of fields) {
      const field = type.getFields()[name.value]
      if (!field) throw new Error(`no field ${type.name}.${name.value}`)
      const result = getNamedType(field.type)
      if (!mayPass(field.astNode)) forbidden.add(`${type.name}.${name.value}`)
      if (!isInterfaceType(result) && !mayPass(result.astNode))
        forbidden.add(`${type.name}.${name.value}: ${result.name}`)
      for (const object of selectionSet ? objectsOf(schema, result) : []) play(selectionSet as SelectionSetNode, object)
    }
  }

  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue
    const root = schema.getRootType(definition.operation)
    if (root) play(definition.selectionSet, root)
  }
  return [...forbidden]
}

const objectsOf = (schema: GraphQLSchema, type: GraphQLNamedType): readonly GraphQLObjectType[] =>
  isObjectType(type) ? [type] : isInterfaceType(type) || isUnionType(type) ? schema.getPossibleTypes(type) : []

/** Whether the claims meet every auth directive of an element. */
function createGuard({ authenticated, scopes, holds }: Claims) {
  const some = (directive: ConstDirectiveNode, isHeld: (name: string) => boolean) => {
    const value = directive.arguments?.[0]?.value
    const alternatives = value ? (valueFromASTUntyped(value) as string[][]) : []
    return alternatives.some((names) => names.every(isHeld))
  }
  return (element: { directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined): boolean =>
    (element?.directives ?? []).every((directive) => {
      if (directive.name.value === 'authenticated') return authenticated
      if (directive.name.value === 'requiresScopes') return some(directive, (scope) => scopes.has(scope))
      return directive.name.value !== 'policy' || some(directive, holds)
    })
}
