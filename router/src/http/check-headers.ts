import type { IncomingHttpHeaders } from 'node:http'
import { MIMEType } from 'node:util'
import { LRUCache } from 'lru-cache'
import { RequestRefusal } from '../refusal.ts'
import { isKnownEncoding, KNOWN_ENCODINGS } from './json-body.ts'
import { negotiate } from './negotiate.ts'

/** A page of another site can send these without asking first by a preflight request, as it can send none. */
const SENT_WITHOUT_PREFLIGHT: ReadonlySet<string> = new Set([
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'text/plain',
])
/** The same page cannot send any of these without a preflight request; the first two as of Apollo Server. */
const PROOFS_OF_PREFLIGHT = ['apollo-require-preflight', 'x-apollo-operation-name', 'x-api-key'] as const

/**
 * Settles what can be settled before a body is read.
 * @throws RequestRefusal 400 when the page of another site could have sent the request (CSRF), 415 for a body that is not
 * JSON in UTF-8, 406 for a client that does not take JSON
 */
export function checkHeaders(method: 'GET' | 'POST', headers: IncomingHttpHeaders): void {
  const type = readMediaType(headers['content-type'])
  // Nothing but JSON has ever a reason to be named by GET; some types have been read as harmless by mistake.
  if (method === 'GET' && type !== null && !isJson(type)) throw unsupported('GET requests have no body.')
  refuseForgery(type, headers)
  if (method === 'POST' && !(type !== null && isJson(type)))
    throw unsupported('Send JSON: `content-type: application/json; charset=utf-8`.')
  if (!isKnownEncoding(headers['content-encoding']))
    throw unsupported('The content encoding is not supported.', { 'accept-encoding': KNOWN_ENCODINGS.join(', ') })
  if (negotiate(headers.accept) === null)
    throw new RequestRefusal(
      406,
      'BAD_REQUEST',
      'Answers are application/graphql-response+json or application/json: accept one of them.',
    )
}

function refuseForgery(type: MIMEType | 'malformed' | null, headers: IncomingHttpHeaders): void {
  if (type === 'malformed' || (type !== null && !SENT_WITHOUT_PREFLIGHT.has(type.essence))) return
  if (PROOFS_OF_PREFLIGHT.some((name) => headers[name])) return
  throw new RequestRefusal(
    400,
    'BAD_REQUEST',
    `A page of another site could have sent this (CSRF): send \`content-type: application/json\` or the header ${PROOFS_OF_PREFLIGHT[0]}.`,
  )
}

/** Clients send few different ones, and each with every request. */
const MOST_TYPES = 100
const mediaTypes = new LRUCache<string, MIMEType | 'malformed'>({ max: MOST_TYPES })

function readMediaType(contentType: string | undefined): MIMEType | 'malformed' | null {
  if (contentType === undefined) return null
  const known = mediaTypes.get(contentType)
  if (known) return known
  const type = parseMediaType(contentType)
  mediaTypes.set(contentType, type)
  return type
}

function parseMediaType(contentType: string): MIMEType | 'malformed' {
  try {
    return new MIMEType(contentType)
  } catch {
    return 'malformed'
  }
}

function isJson(type: MIMEType | 'malformed'): boolean {
  if (type === 'malformed' || type.essence !== 'application/json') return false
  return /^utf-?8$/i.test(type.params.get('charset') ?? 'utf-8')
}

const unsupported = (message: string, headers: Record<string, string> = {}) =>
  new RequestRefusal(415, 'BAD_REQUEST', message, { headers })
