import Negotiator from 'negotiator'

/** Media type of GraphQL answers (GraphQL over HTTP, first edition). */
export const GRAPHQL_RESPONSE = 'application/graphql-response+json; charset=utf-8'
/** What clients get that do not name the one above. */
export const JSON_RESPONSE = 'application/json; charset=utf-8'
const HTML = 'text/html'

export type MediaType = typeof GRAPHQL_RESPONSE | typeof JSON_RESPONSE

/** The media type that a client likes best; JSON where it does not care, null where it takes neither. */
export function negotiate(accept: string | undefined): MediaType | null {
  return (best(accept, [JSON_RESPONSE, GRAPHQL_RESPONSE]) as MediaType | undefined) ?? null
}

/** Whether a browser wants to show a page. */
export const wantsPage = (accept: string | undefined): boolean =>
  best(accept, [JSON_RESPONSE, GRAPHQL_RESPONSE, HTML]) === HTML

const best = (accept: string | undefined, available: string[]): string | undefined =>
  new Negotiator({ headers: accept === undefined ? {} : { accept } }).mediaType(available)
