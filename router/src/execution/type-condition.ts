import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from 'graphql'

/**
 * Whether what calls itself `typename` fits a type condition. An interface's name stands for an object whose own type is
 * not known, as subgraphs with `@interfaceObject` give it.
 */
export function isOfType(schema: GraphQLSchema, typename: unknown, condition: string): boolean {
  if (typename === condition) return true
  const type = typeof typename === 'string' ? schema.getType(typename) : undefined
  const wanted = schema.getType(condition)
  if (!isAbstractType(wanted) || !(isObjectType(type) || isInterfaceType(type))) return false
  return schema.isSubType(wanted, type)
}
