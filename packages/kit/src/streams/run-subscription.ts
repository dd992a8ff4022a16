import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
} from 'graphql'
import { itemOf } from './stream.ts'

/** One operation that is subscribed to. */
export interface Subscribed<Context> {
  schema: GraphQLSchema
  document: DocumentNode
  variables: Readonly<Record<string, unknown>>
  /** A context of its own for subscribing and for each event, so that no loader remembers what an earlier event saw. */
  createContext: () => Context
}

/**
 * Subscribes, then executes the operation for each event, one at a time: the next is fetched when somebody asks for it.
 * @throws whatever refuses or ends the stream
 */
export async function* runSubscription<Context>(
  operation: Subscribed<Context>,
): AsyncGenerator<ExecutionResult, void, undefined> {
  const { schema, document, variables: variableValues, createContext } = operation
  const source = await createSourceEventStream({ schema, document, variableValues, contextValue: createContext() })
  if (!(Symbol.asyncIterator in source)) throw refusalOf(source)
  for await (const rootValue of source) {
    const item = itemOf(rootValue)
    if (item && item.kind !== 'EVENT') {
      const admitted = item.kind === 'ADMITTED' ? { admitted: true } : {}
      yield { data: null, extensions: { ...admitted, cursor: item.cursor } }
    } else {
      const result = await execute({ schema, document, variableValues, rootValue, contextValue: createContext() })
      yield item ? { ...result, extensions: { cursor: item.cursor } } : result
    }
  }
}

/** What the resolver threw; an error without a place in the operation says that a variable does not fit. */
function refusalOf({ errors = [] }: ExecutionResult): Error {
  const [error] = errors
  if (!error) return new Error('unreachable: a refusal has an error')
  if (error.path) return error
  return new GraphQLError(error.message, { extensions: { code: 'BAD_USER_INPUT' } })
}
