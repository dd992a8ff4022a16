import { isIPv6 } from 'node:net'
import { costBudgetKey } from '@lms/kit/token-bucket'
import type { Caller } from '../caller.ts'

/** Who pays: a person, a partner with all its keys together, or else an address. */
export function callerKey({ viewer, address }: Caller): string {
  if (viewer.kind === 'user' || viewer.kind === 'partner') return viewerKey(viewer.kind, viewer)
  return costBudgetKey('address', addressKey(address))
}

/** Kept, because a text that is made anew for each request is also hashed anew by each map. */
const viewerKeys = new WeakMap<{ id: string }, string>()

function viewerKey(kind: 'user' | 'partner', viewer: { id: string }): string {
  const known = viewerKeys.get(viewer)
  if (known !== undefined) return known
  const key = costBudgetKey(kind, viewer.id)
  viewerKeys.set(viewer, key)
  return key
}

/** The address that stands for one customer: an IPv6 customer has a whole /64 (RFC 6177). */
export function addressKey(address: string): string {
  return isIPv6(address) ? `${networkOf(address)}::/64` : address
}

/** The first four of the eight groups of an address in its canonical form (RFC 5952). */
function networkOf(address: string): string {
  const [left = [], right = []] = address.split('::').map((groups) => groups.split(':').filter(Boolean))
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0')
  return [...left, ...zeros, ...right].slice(0, 4).join(':')
}
