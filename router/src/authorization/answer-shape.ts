import {
  type DocumentNode,
  executeSync,
  type FieldNode,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import type { Operation } from '../graph/operation.ts'
import type { Decision } from './authorization.ts'

/** How what a plan fetched becomes the answer that the client asked for. */
export interface AnswerShape {
  /** What alone may be shown of the data; null for nothing. */
  readonly document: DocumentNode | null
  /** Turns the data that is shown into the form of the operation as the client wrote it: refused fields are null. */
  complete(data: Data, variables: Record<string, unknown>): Data
}

type Data = Record<string, unknown> | null

/**
 * Takes two steps where something is refused. A plan also fetches what only the router needs, such as keys, and those
 * may be the very fields that the caller may not see: so first comes nothing but what is allowed, and then its form.
 */
export function createAnswerShape(schema: GraphQLSchema, operation: Operation, { document }: Decision): AnswerShape {
  if (document === operation.document) return { document, complete: (data) => data }
  return {
    document: document && withTypenames(schema, document),
    complete(data, variables) {
      if (data === null) return null
      const { data: completed } = executeSync({
        schema,
        document: operation.document,
        rootValue: data,
        variableValues: variables,
        fieldResolver: (source: Record<string, unknown>, _args, _context, { path }: GraphQLResolveInfo) =>
          source[path.key],
        typeResolver: ({ __typename }: { __typename?: string }) => __typename,
      })
      return completed ?? null
    },
  }
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }

/** Asks for the type of every object whose type the selection leaves open. */
function withTypenames(schema: GraphQLSchema, document: DocumentNode): DocumentNode {
  const types = new TypeInfo(schema)
  return visit(
    document,
    visitWithTypeInfo(types, {
      Field: {
        leave(node) {
          const type = types.getType()
          if (!node.selectionSet || !type || !isAbstractType(getNamedType(type))) return undefined
          const selections = [TYPENAME, ...node.selectionSet.selections]
          return { ...node, selectionSet: { ...node.selectionSet, selections } }
        },
      },
    }),
  )
}
