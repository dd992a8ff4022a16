import { type GraphQLCompositeType, type GraphQLSchema, isAbstractType, isCompositeType, isObjectType } from 'graphql'
import type { Requirements } from './requirements.ts'

/** The static type of a selection set and the object types that it can meet at run time. */
export interface Scope {
  readonly type: GraphQLCompositeType
  readonly objects: readonly string[]
}

export const scopeOf = (type: GraphQLCompositeType, { possibleTypes }: Requirements): Scope => ({
  type,
  objects: [...(possibleTypes.get(type.name) ?? [])],
})

interface NarrowedScope {
  readonly inside: Scope
  /** Whether it leaves out anything of the scope around it. */
  readonly narrows: boolean
  /** Whether it leaves anything over. */
  readonly matchable: boolean
}

/** The scope inside a fragment. */
export function narrowScope(
  scope: Scope,
  condition: string | undefined,
  { schema, requirements }: { schema: GraphQLSchema; requirements: Requirements },
): NarrowedScope {
  const type = condition === undefined ? scope.type : schema.getType(condition)
  if (!isCompositeType(type)) throw new Error('unreachable: a validated fragment is on a composite type')
  const possible = requirements.possibleTypes.get(type.name)
  const objects = scope.objects.filter((object) => possible?.has(object))
  return {
    // Should an object match that cannot, all rules of the fragment's type hold.
    inside: objects.length > 0 ? { type, objects } : scopeOf(type, requirements),
    narrows: objects.length < scope.objects.length || (isObjectType(type) && isAbstractType(scope.type)),
    matchable: objects.length > 0,
  }
}
