import { type FieldNode, Kind, parse, print, TypeInfo, visit, visitWithTypeInfo } from 'graphql'
import type { LoadedGraph } from './load-graph.ts'

/** The key under which `withTypes` puts the type of every object. */
export const OWN_TYPE = 'own_type'

const ownType: FieldNode = {
  kind: Kind.FIELD,
  alias: { kind: Kind.NAME, value: OWN_TYPE },
  name: { kind: Kind.NAME, value: '__typename' },
}

/** The document with the type of every object under a key of its own. */
export function withTypes({ apiSchema }: LoadedGraph, document: string): string {
  const types = new TypeInfo(apiSchema)
  const typed = visitWithTypeInfo(types, {
    SelectionSet: {
      leave: (set) =>
        types.getParentType()?.name.startsWith('__') ? undefined : { ...set, selections: [ownType, ...set.selections] },
    },
  })
  return print(visit(parse(document), typed))
}
