import { expect, test } from 'vitest'
import { createPasswords, LONGEST_PASSWORD } from './passwords.ts'

const passwords = createPasswords()

test('every letter of a password counts, however long it is', async () => {
  const password = 'x'.repeat(LONGEST_PASSWORD)
  const hash = await passwords.hash(password)
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await passwords.fits(hash, password)).toBe(true)
  expect(await passwords.fits(hash, `${password.slice(0, -1)}y`)).toBe(false)
})

test('equal passwords have different hashes', async () => {
  const [one, other] = await Promise.all(['secret', 'secret'].map(passwords.hash))
  expect(one).not.toBe(other)
})

test('nothing fits where there is no account', async () => {
  expect(await passwords.fits(null, '')).toBe(false)
})

test('a few work, some wait, and whoever comes then is told to try again', async () => {
  const crowded = createPasswords({ mostWaiting: 3 })
  const crowd = await Promise.allSettled(Array.from({ length: 7 }, () => crowded.fits(null, 'secret')))
  expect(crowd.map(({ status }) => status)).toEqual([...Array(5).fill('fulfilled'), ...Array(2).fill('rejected')])
  expect(crowd.at(-1)).toMatchObject({ reason: { extensions: { code: 'SERVICE_UNAVAILABLE' } } })
  expect(await crowded.fits(null, 'secret')).toBe(false)
})
