import { getSystemErrorMessage } from 'node:util'
import { ERRORS, errorCauses } from '@apollo/federation-internals'
import { ConfigurationError } from '@lms/kit/config'
import type { GraphQLError } from 'graphql'

const NAME_ANOTHER = 'Name a file with a Federation 2 supergraph, as `rover supergraph compose` writes it.'
const COMPOSE_WITHOUT = 'The router cannot do what it asks for: compose the subgraphs without it.'

/** Says to whoever configured the router why the file cannot be served, and what to do. */
export function unusableSupergraph(path: string, error: unknown): ConfigurationError {
  if (error instanceof ConfigurationError) return error
  return new ConfigurationError([`SUPERGRAPH_PATH: ${path} ${reasonOf(error)}`])
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return `cannot be served. ${NAME_ANOTHER}`
  if ('errno' in error) return `cannot be read: ${getSystemErrorMessage(Number(error.errno))}. ${NAME_ANOTHER}`
  const causes = errorCauses(error) ?? []
  const unsupported = causes.filter((cause) => codeOf(cause) === ERRORS.UNSUPPORTED_LINKED_FEATURE.code)
  if (unsupported.length > 0)
    return `is refused: ${unsupported.map(({ message }) => message).join('; ')}. ${COMPOSE_WITHOUT}`
  return `is refused: ${describe(causes[0] ?? error)}. ${NAME_ANOTHER}`
}

function describe(error: Error): string {
  const place = (error as Partial<GraphQLError>).locations?.[0]
  const message = error.message.replace('Invalid supergraph', 'it is no supergraph').replace(/\.$/, '')
  return `${message}${place ? ` (line ${place.line})` : ''}`
}

const codeOf = (error: Error) => (error as Partial<GraphQLError>).extensions?.code
