import { createPublicKey } from 'node:crypto'
import { signingKeys, verifyingKeys } from '@lms/kit/config'
import { createKeyPair } from '@lms/kit/key-pair'
import { describe, expect, test } from 'vitest'
import { type Entry, publishKeys, rotateEntry } from './rotate-entry.ts'
import type { RotationStep } from './rotate-keys.ts'

const old = createKeyPair()
const start: Entry = { JWT_SECRET: old.privateKey, DATABASE_URL: 'postgres://stays' }

/** Keys after some steps. */
const keysAfter = (...steps: RotationStep[]) =>
  signingKeys.parse(steps.reduce((entry, step) => rotateEntry(entry, 'JWT_SECRET', step), start).JWT_SECRET)

describe('the steps of a list', () => {
  test('have the old key sign until the new one is known, and verify until it is removed', () => {
    const oldKey = old.privateKey.trim()
    expect(keysAfter('add')).toEqual([oldKey, expect.not.stringContaining(oldKey)])
    expect(keysAfter('add', 'switch')).toEqual([expect.not.stringContaining(oldKey), oldKey])
    expect(keysAfter('add', 'switch', 'remove')).toEqual([expect.not.stringContaining(oldKey)])
    expect(keysAfter('add', 'switch', 'switch')[0], 'the way back').toBe(oldKey)
    expect(rotateEntry(start, 'JWT_SECRET', 'add').DATABASE_URL).toBe('postgres://stays')
  })

  test('are done in their order, with a secret that is a list and is there', () => {
    expect(() => keysAfter('switch')).toThrow('one key alone')
    expect(() => keysAfter('remove')).toThrow('one key alone')
    expect(() => keysAfter('add', 'add')).toThrow('two keys already')
    expect(() => rotateEntry(start, 'DATABASE_URL', 'add')).toThrow('DATABASE_URL is none of')
    expect(() => rotateEntry(start, 'SERVICE_SECRET_KEY', 'add')).toThrow('has no SERVICE_SECRET_KEY')
  })

  test('take a key that others made, where nobody else can make one', () => {
    const entry = { STRIPE_WEBHOOK_SECRET: 'whsec_of_before' }
    expect(rotateEntry(entry, 'STRIPE_WEBHOOK_SECRET', 'add', 'whsec_from_now_on')).toEqual({
      STRIPE_WEBHOOK_SECRET: 'whsec_of_before\nwhsec_from_now_on',
    })
    expect(() => rotateEntry(entry, 'STRIPE_WEBHOOK_SECRET', 'add')).toThrow('NEW_SECRET')
  })
})

test('public keys are those of all private ones, in their order', () => {
  const gateway = rotateEntry({ SERVICE_SECRET_KEY: old.privateKey }, 'SERVICE_SECRET_KEY', 'add')
  const { SERVICE_PUBLIC_KEY = '', KAFKA_USERNAME } = publishKeys({ KAFKA_USERNAME: 'stays' }, gateway)
  const derived = signingKeys
    .parse(gateway.SERVICE_SECRET_KEY)
    .map((key) => createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString().trim())
  expect(verifyingKeys.parse(SERVICE_PUBLIC_KEY)).toEqual(derived)
  expect(derived[0]).toBe(old.publicKey.trim())
  expect(KAFKA_USERNAME).toBe('stays')
})
