import { expect, test } from 'vitest'
import { createPartnerKey, hashPartnerKey, isPartnerKey } from './partner-key.ts'

test('a key has its form, is never the same twice, and is kept as a hash of it', () => {
  const [key, other] = [createPartnerKey(), createPartnerKey()]
  expect(key).toMatch(/^lmsk_[0-9a-f]{64}$/)
  expect(other).not.toBe(key)
  expect(hashPartnerKey(key)).toMatch(/^[0-9a-f]{64}$/)
  expect(key).not.toContain(hashPartnerKey(key))
})

test.each([
  '',
  'lmsk_',
  `lmsk_${'0'.repeat(63)}`,
  `lmsk_${'0'.repeat(65)}`,
  `LMSK_${'0'.repeat(64)}`,
  `lmsk_${'G'.repeat(64)}`,
  `lmsk_${'0'.repeat(64)}\n`,
  ` lmsk_${'0'.repeat(64)}`,
])('%j has not the form of a key', (text) => {
  expect(isPartnerKey(text)).toBe(false)
})
