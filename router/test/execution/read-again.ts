import { executeSync, parse } from 'graphql'
import type { LoadedGraph } from './load-graph.ts'
import type { ClientRequest } from './outcome.ts'
import { OWN_TYPE } from './with-types.ts'

/** Reads an answer as if it were the data itself, types by `withTypes` included. What fits the schema comes out as it was. */
export function readAgain({ apiSchema }: LoadedGraph, { document, variables = {} }: ClientRequest, data: string) {
  if (data === 'null') return { again: data, errors: [] }
  const { data: again, errors = [] } = executeSync({
    schema: apiSchema,
    document: parse(document),
    rootValue: JSON.parse(data),
    variableValues: variables,
    fieldResolver: (source, _args, _context, { path: { key } }) =>
      Object.hasOwn(source, key) ? source[key] : undefined,
    typeResolver: (value) => value[OWN_TYPE],
  })
  return { again: JSON.stringify(again), errors: errors.map(({ message }) => message) }
}
