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
 * every combination of runtime types through and looks up each field that is read of them. What a field leads to is what
 * the type says by which it is read: of an object that is known only by its interface, a subgraph may tell no more. The
 * directives must have their own names.
 */
export function findForbidden(supergraphSdl: string, document: DocumentNode, claims: Claims): string[] {
  const schema = buildSchema(supergraphSdl, { assumeValidSDL: true })
  const mayPass = createGuard(claims)
  const forbidden = new Set<string>()
  const fragments = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  )

  function fieldsOf(set: SelectionSetNode, type: GraphQLObjectType, readAs: GraphQLNamedType): ReadField[] {
    return set.selections.flatMap((node) => {
      if (node.kind === Kind.FIELD) return [{ node, readAs }]
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node
      if (!fragment) throw new Error('a spread of nothing')
      const condition = fragment.typeCondition ? schema.getType(fragment.typeCondition.name.value) : readAs
      if (!condition) throw new Error('a fragment on nothing')
      return objectsOf(schema, condition).includes(type) ? fieldsOf(fragment.selectionSet, type, condition) : []
    })
  }

  function play(set: SelectionSetNode, type: GraphQLObjectType, readAs: GraphQLNamedType) {
    const fields = fieldsOf(set, type, readAs).filter(({ node }) => !node.name.value.startsWith('__'))
    if (fields.length > 0 && !mayPass(type.astNode)) forbidden.add(type.name)
    for (const { node, readAs: owner } of fields) {
      const { name, selectionSet } = node
      const field = type.getFields()[name.value]
      if (!field) throw new Error(`no field ${type.name}.${name.value}`)
      const own = getNamedType(field.type)
      const declared = isInterfaceType(owner) ? owner.getFields()[name.value] : field
      const result = getNamedType((declared ?? field).type)
      if (!mayPass(field.astNode)) forbidden.add(`${type.name}.${name.value}`)
      if (!isInterfaceType(own) && !mayPass(own.astNode)) forbidden.add(`${type.name}.${name.value}: ${own.name}`)
      for (const object of selectionSet ? objectsOf(schema, result) : [])
        play(selectionSet as SelectionSetNode, object, result)
    }
  }

  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue
    const root = schema.getRootType(definition.operation)
    if (root) play(definition.selectionSet, root, root)
  }
  return [...forbidden]
}

/** Whether a document reads a field of no object at all: below fragments that only together fit nothing. */
export function readsOfNothing(schema: GraphQLSchema, document: DocumentNode): boolean {
  const follow = (set: SelectionSetNode, type: GraphQLNamedType, objects: readonly GraphQLObjectType[]): boolean =>
    set.selections.some((node) => {
      if (node.kind === Kind.FIELD) {
        const field = 'getFields' in type ? type.getFields()[node.name.value] : undefined
        const result = field && getNamedType(field.type)
        if (objects.length === 0) return true
        return result && node.selectionSet ? follow(node.selectionSet, result, objectsOf(schema, result)) : false
      }
      const fragment =
        node.kind === Kind.INLINE_FRAGMENT
          ? node
          : document.definitions.find(
              (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === node.name.value,
            )
      if (!fragment || !('selectionSet' in fragment)) throw new Error('a spread of nothing')
      const condition = 'typeCondition' in fragment ? fragment.typeCondition : undefined
      const inside = condition ? schema.getType(condition.name.value) : type
      if (!inside) throw new Error('a fragment on nothing')
      const possible = objectsOf(schema, inside)
      return follow(
        fragment.selectionSet,
        inside,
        objects.filter((object) => possible.includes(object)),
      )
    })
  return document.definitions.some((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return false
    const root = schema.getRootType(definition.operation)
    return root ? follow(definition.selectionSet, root, [root]) : false
  })
}

/** A field, and the type by which it is read. */
interface ReadField {
  readonly node: FieldNode
  readonly readAs: GraphQLNamedType
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
      if (directive.name.value === 'requiresScopes') return some(directive, (scope) => scopes.includes(scope))
      return directive.name.value !== 'policy' || some(directive, holds)
    })
}
