import { type GraphQLCompositeType, type GraphQLSchema, isAbstractType, isCompositeType, isObjectType } from 'graphql'
import type { Requirements } from './requirements.ts'

/** The static type of a selection set and the object types that it can meet at run time. */
export interface Scope {
  readonly type: GraphQLCompositeType
  readonly objects: readonly string[]
}

export const scopeOf = (type: GraphQLCompositeType, { possibleTypes }: Requirements): Scope => ({
  type,
  objects: [...possibleTypes(type.name)],
})

/** The scope inside a fragment, and whether it leaves out anything of the scope around it. */
export function narrowScope(
  scope: Scope,
  condition: string | undefined,
  { schema, requirements }: { schema: GraphQLSchema; requirements: Requirements },
): { inside: Scope; narrows: boolean } {
  const type = condition === undefined ? scope.type : schema.getType(condition)
  if (!isCompositeType(type)) throw new Error('unreachable: a validated fragment is on a composite type')
  const possible = requirements.possibleTypes(type.name)
  const objects = scope.objects.filter((object) => possible.has(object))
  return {
    // Where nothing can be met, all rules of the fragment's type hold should anything be.
    inside: objects.length > 0 ? { type, objects } : scopeOf(type, requirements),
    narrows: objects.length < scope.objects.length || (isObjectType(type) && isAbstractType(scope.type)),
  }
}
