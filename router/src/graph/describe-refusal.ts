import { ERRORS, errorCauses } from '@apollo/federation-internals'
import type { GraphQLError } from 'graphql'
import { COMPOSE_WITHOUT, NAME_ANOTHER } from './supergraph-refusal.ts'

/** Puts what Apollo's libraries or the router have against a supergraph into words that go on from its name. */
export function describeRefusal(error: Error): string {
  const causes = errorCauses(error) ?? []
  const unsupported = causes.filter((cause) => codeOf(cause) === ERRORS.UNSUPPORTED_LINKED_FEATURE.code)
  if (unsupported.length > 0)
    return `is refused: ${unsupported.map(({ message }) => message).join('; ')}. ${COMPOSE_WITHOUT}`
  return `is refused: ${describeFlaw(causes[0] ?? error)}. ${NAME_ANOTHER}`
}

function describeFlaw(error: Error): string {
  const place = (error as Partial<GraphQLError>).locations?.[0]
  const message = error.message.replace('Invalid supergraph', 'it is no supergraph').replace(/\.$/, '')
  return `${message}${place ? ` (line ${place.line})` : ''}`
}

const codeOf = (error: Error) => (error as Partial<GraphQLError>).extensions?.code
