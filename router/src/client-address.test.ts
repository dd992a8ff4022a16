import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clientAddress } from './client-address.ts'

const PEER = '10.0.0.9'

/** What Fastify makes of the header: the peer, then its entries from the end, as far as proxies are trusted. */
function addressOf(forwardedFor: string, trustedProxies: number): string {
  const entries = forwardedFor.split(',').flatMap((entry) => entry.trim() || [])
  return clientAddress([PEER, ...entries.reverse().slice(0, trustedProxies)], trustedProxies)
}

test.each([
  ['nobody is trusted', '6.6.6.6', 0, PEER],
  ['one proxy saw the client', '192.0.2.1', 1, '192.0.2.1'],
  ['the client adds entries of its own', '6.6.6.6, 7.7.7.7, 192.0.2.1', 1, '192.0.2.1'],
  ['three proxies', '6.6.6.6, 192.0.2.1, 10.1.1.1, 10.2.2.2', 3, '192.0.2.1'],
  ['a request that came past the outer proxies', '6.6.6.6', 2, PEER],
  ['a request without the header', '', 1, PEER],
])('%s', (_what, forwardedFor, trustedProxies, address) => {
  expect(addressOf(forwardedFor, trustedProxies)).toBe(address)
})

test.each<[entry: string, address: string]>([
  ['192.0.2.1:51234', '192.0.2.1'],
  ['2001:DB8:0:0::1', '2001:db8::1'],
  ['[2001:db8::1]', '2001:db8::1'],
  ['[2001:db8::1]:443', '2001:db8::1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::ffff:c000:201', '192.0.2.1'],
  ['fe80::1%eth0', 'fe80::1'],
  ...['unknown', '_hidden', '123', '0x7f.1', '192.0.2.1/24', '192.0.2.999', '[::1', 'a@192.0.2.1', "'; --"].map(
    (garbage): [string, string] => [garbage, PEER],
  ),
])('%s is read as %s', (entry, address) => {
  expect(addressOf(entry, 1)).toBe(address)
})

test('without any address all share one key', () => {
  expect(clientAddress([], 0)).toBe('unknown')
})

test('nothing that a client writes in front changes what the trusted proxies saw', () => {
  const seen = fc.oneof(fc.ipV4(), fc.ipV6())
  fc.assert(
    fc.property(fc.array(seen, { minLength: 1, maxLength: 4 }), fc.string(), (chain, spoofed) => {
      const genuine = chain.join(', ')
      expect(addressOf(`${spoofed}, ${genuine}`, chain.length)).toBe(addressOf(genuine, chain.length))
    }),
  )
})
