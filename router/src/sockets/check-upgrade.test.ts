import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { addressOfUpgrade } from './check-upgrade.ts'

const request = (forwarded?: string) =>
  ({
    socket: { remoteAddress: '10.0.0.1' },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage

test.each([
  [0, undefined, '10.0.0.1'],
  [0, '203.0.113.1', '10.0.0.1'],
  [1, '203.0.113.1', '203.0.113.1'],
  [1, '198.51.100.9, 203.0.113.1', '203.0.113.1'],
  [2, '203.0.113.1,10.0.0.2', '203.0.113.1'],
  [2, '10.0.0.2', '10.0.0.1'],
  [1, 'nonsense', '10.0.0.1'],
])('behind %i proxies, with X-Forwarded-For %s: %s', (proxies, forwarded, address) => {
  expect(addressOfUpgrade(request(forwarded), proxies)).toBe(address)
})
