import { LRUCache } from 'lru-cache'
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

/** Clients send few different headers, and each with every request. */
const MOST_HEADERS = 100
const negotiated = new LRUCache<string, { best: string | undefined }>({ max: MOST_HEADERS })

function best(accept: string | undefined, available: string[]): string | undefined {
  const key = `${available.length} ${accept ?? ''}`
  const known = negotiated.get(key)
  if (known) return known.best
  const found = new Negotiator({ headers: accept === undefined ? {} : { accept } }).mediaType(available)
  negotiated.set(key, { best: found })
  return found
}
