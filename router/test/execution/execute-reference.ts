import { defaultTypeResolver, execute, parse } from 'graphql'
import { type Executor, toReported } from './outcome.ts'
import { resolveInReference } from './resolve-field.ts'

/** The GraphQL specification's own executor on the merged schema: what a client may take the graph for. */
export const executeReference: Executor = async (loaded, run, { document, variables = {} }) => {
  const { data, errors } = await execute({
    schema: loaded.apiSchema,
    document: parse(document),
    variableValues: variables,
    contextValue: run,
    fieldResolver: resolveInReference,
    typeResolver: defaultTypeResolver,
  })
  return { data: JSON.stringify(data ?? null), errors: (errors ?? []).map(toReported), incomplete: [] }
}
