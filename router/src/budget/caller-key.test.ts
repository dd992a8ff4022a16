import { anonymous, type Viewer } from '@lms/kit/viewer'
import { expect, test } from 'vitest'
import { addressKey, callerKey } from './caller-key.ts'

const user: Viewer = { kind: 'user', id: 'user_1', sessionId: 's', roles: [], scopes: [] }
const partner = (keyId: string): Viewer => ({ kind: 'partner', id: 'partner_1', keyId, scopes: [] })

test('people pay wherever they are, partners with all their keys together, everybody else by address', () => {
  const keyOf = (viewer: Viewer, address = '192.0.2.1') => callerKey({ viewer, address })
  expect(keyOf(user)).toBe(keyOf(user, '192.0.2.2'))
  expect(keyOf(partner('a'))).toBe(keyOf(partner('b')))
  expect(keyOf(anonymous)).not.toBe(keyOf(anonymous, '192.0.2.2'))
  expect(new Set([keyOf(user), keyOf(partner('a')), keyOf(anonymous)]).size).toBe(3)
})

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
  ['2001:db8::6', '2001:db8:0:0::/64'],
  ['2001::3:4:5:6:7', '2001:0:0:3::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
  ['fe80::', 'fe80:0:0:0::/64'],
  ['unknown', 'unknown'],
])('%s counts as %s', (address, key) => {
  expect(addressKey(address)).toBe(key)
})
