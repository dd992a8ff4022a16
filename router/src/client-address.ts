import { isIP, SocketAddress } from 'node:net'
import { LRUCache } from 'lru-cache'

/**
 * The address of the client, as far as it can be believed: what the outermost of the trusted proxies saw. A shorter
 * `X-Forwarded-For` came past some of them and is the sender's own invention, and so is what is not an address; then the
 * peer of the connection counts.
 * @param seen peer of the connection first, then `X-Forwarded-For` from its end (Fastify's `request.ips`)
 */
export function clientAddress(seen: readonly string[], trustedProxies: number): string {
  const [peer = ''] = seen
  return readAddress(seen[trustedProxies] ?? peer) ?? readAddress(peer) ?? 'unknown'
}

/** The same clients come again and again. */
const MOST_ADDRESSES = 1_000
const addresses = new LRUCache<string, string>({ max: MOST_ADDRESSES })

function readAddress(text: string): string | null {
  const known = addresses.get(text)
  if (known !== undefined) return known
  const address = parseAddress(text)
  if (address !== null) addresses.set(text, address)
  return address
}

/** One way to write every address; null for anything else. Some proxies add the port. */
function parseAddress(text: string): string | null {
  const host = /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text
  const [address = ''] = host.split('%')
  const version = isIP(address)
  if (version === 0) return null
  if (version === 4) return address
  const written = new SocketAddress({ address, family: 'ipv6' }).address
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(written)?.[1] ?? written
}
