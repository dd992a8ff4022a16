import { isIPv6 } from 'node:net'
import { costBudgetKey } from '@lms/kit/token-bucket'
import type { Caller } from '../caller.ts'

/** Who pays: a person, a partner with all its keys together, or else an address. */
export function callerKey({ viewer, address }: Caller): string {
  if (viewer.kind === 'user' || viewer.kind === 'partner') return costBudgetKey(viewer.kind, viewer.id)
  return costBudgetKey('address', addressKey(address))
}

/** The address that stands for one customer: an IPv6 customer has a whole /64 (RFC 6177). */
export function addressKey(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  return isIPv6(address) ? `${firstGroups(address).join(':')}::/64` : address
}

/** The first four of the eight groups, written without leading zeros. */
function firstGroups(address: string): string[] {
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail ? tail.split(':') : []
  const missing = tail === undefined ? 0 : 8 - left.length - right.length
  const groups = [...left, ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...right]
  return groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''))
}
