import type { IncomingMessage } from 'node:http'
import { clientAddress } from '../client-address.ts'

/** As many as over HTTP; Node drops those beyond its own limit, which is one more, without a word. */
const MOST_HEADERS = 100

export interface UpgradeRules {
  /** The one origin whose pages may open sockets. */
  frontendOrigin: string
}

export interface UpgradeRefusal {
  status: 403 | 404 | 429 | 431 | 503
  message: string
}

/**
 * Whether a request may become a WebSocket; null when it may. Browsers ask nobody before they open one to another site,
 * so the origin is looked at here. Who sends none is no browser.
 */
export function checkUpgrade(request: IncomingMessage, { frontendOrigin }: UpgradeRules): UpgradeRefusal | null {
  const { url = '', rawHeaders, headers } = request
  if (rawHeaders.length > 2 * MOST_HEADERS)
    return { status: 431, message: `A request may have at most ${MOST_HEADERS} headers.` }
  if (url.split('?')[0] !== '/graphql') return { status: 404, message: 'Not found' }
  if (headers.origin !== undefined && headers.origin !== frontendOrigin)
    return { status: 403, message: 'Pages of this origin may not connect.' }
  return null
}

/** The client's address as over HTTP: the connection's own, or what the trusted proxies in front say. */
export function addressOfUpgrade({ socket, headers }: IncomingMessage, trustedProxies: number): string {
  const peer = socket.remoteAddress ?? ''
  const forwarded = headers['x-forwarded-for']
  const hops = trustedProxies === 0 || forwarded === undefined ? [] : String(forwarded).split(',')
  return clientAddress([peer, ...hops.map((hop) => hop.trim()).reverse()], trustedProxies)
}
