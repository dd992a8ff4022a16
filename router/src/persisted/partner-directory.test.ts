import { createLogger } from '@lms/kit/log'
import { createPartnerKey, hashPartnerKey } from '@lms/kit/partner-key'
import { createTestClock } from '@lms/testkit/clock'
import { expect, test, vi } from 'vitest'
import { createPartnerDirectory } from './partner-directory.ts'

const access = {
  partnerId: 'partner_a',
  keyId: 'key_a',
  scopes: ['partner'],
  budgetCapacity: null,
  budgetRestorePerSecond: null,
}
const address = '192.0.2.1'
const viewer = { kind: 'partner', id: 'partner_a', keyId: 'key_a', scopes: ['partner'] }

/** A directory over a user service that knows one key, and whose answers the test can change. */
function directoryOf(answers: { partnerByKey?: object | null; partnerOperations?: object[] } = {}) {
  const clock = createTestClock()
  const service = { up: true, partnerByKey: access as object | null, partnerOperations: [] as object[], ...answers }
  const ask = vi.fn(async () => {
    if (!service.up) throw new Error('down')
    return { partnerByKey: service.partnerByKey, partnerOperations: service.partnerOperations }
  })
  const onOperations = vi.fn()
  const directory = createPartnerDirectory({ ask, clock, log: createLogger({ level: 'silent' }), onOperations })
  return { directory, ask, clock, service, onOperations }
}

test('a key is asked for by its hash, once', async () => {
  const { directory, ask } = directoryOf()
  const key = createPartnerKey()
  for (let time = 0; time < 3; time++) expect(await directory.byKey(key, address)).toEqual({ viewer })
  expect(ask.mock.calls).toEqual([[expect.stringContaining('partnerByKey'), { keyHash: hashPartnerKey(key) }]])
})

test('a budget of its own comes with the partner', async () => {
  const { directory } = directoryOf({ partnerByKey: { ...access, budgetCapacity: 500, budgetRestorePerSecond: 5 } })
  expect(await directory.byKey(createPartnerKey(), address)).toEqual({
    viewer,
    budget: { capacity: 500, restorePerSecond: 5 },
  })
})

test('what has not the form of a key is refused without asking', async () => {
  const { directory, ask } = directoryOf()
  for (const text of ['', 'lmsk_', 'x'.repeat(10_000), createPartnerKey().toUpperCase(), `${createPartnerKey()} `])
    expect(await directory.byKey(text, address)).toBeNull()
  expect(ask).not.toHaveBeenCalled()
})

test('a key that is changed since is asked for again at once, revoked ones and fresh ones', async () => {
  const { directory, service } = directoryOf()
  const key = createPartnerKey()
  expect(await directory.byKey(key, address)).toEqual({ viewer })
  service.partnerByKey = null
  directory.changed('partner_b')
  expect(await directory.byKey(key, address)).toEqual({ viewer })
  directory.changed('partner_a')
  expect(await directory.byKey(key, address)).toBeNull()
  service.partnerByKey = access
  directory.changed('partner_a')
  expect(await directory.byKey(key, address)).toEqual({ viewer })
})

test('while the user service is down known partners go on, and unknown ones are told so', async () => {
  const { directory, service, clock } = directoryOf({ partnerOperations: [{ id: 'a', name: 'Me', body: '{ me }' }] })
  const key = createPartnerKey()
  await Promise.all([directory.byKey(key, address), directory.operations('partner_a')])
  service.up = false
  clock.advance(5 * 60_000)
  expect(await directory.byKey(key, address)).toEqual({ viewer })
  expect((await directory.operations('partner_a')).size).toBe(1)
  const unavailable = { status: 503, extensions: { code: 'SERVICE_UNAVAILABLE' } }
  await expect(directory.byKey(createPartnerKey(), address)).rejects.toMatchObject(unavailable)
  await expect(directory.operations('partner_b')).rejects.toMatchObject(unavailable)
})

test('an answer that makes no sense opens nothing', async () => {
  for (const partnerByKey of [undefined, {}, { ...access, scopes: 'partner' }, { ...access, partnerId: 7 }]) {
    const { directory } = directoryOf({ partnerByKey: partnerByKey as object })
    service503(await directory.byKey(createPartnerKey(), address).catch((error: unknown) => error))
  }
})

const service503 = (error: unknown) => expect(error).toMatchObject({ status: 503 })

test('operations are read once, told to whoever plans them, and read again when they changed', async () => {
  const operations = [{ id: 'a', name: 'Me', body: 'query Me { me { id } }' }]
  const { directory, service, ask, onOperations } = directoryOf({ partnerOperations: operations })
  const known = new Map([['a', { name: 'Me', body: 'query Me { me { id } }' }]])
  expect(await directory.operations('partner_a')).toEqual(known)
  expect(await directory.operations('partner_a')).toEqual(known)
  expect(ask).toHaveBeenCalledTimes(1)
  expect(onOperations.mock.calls).toEqual([[known]])
  service.partnerOperations = []
  directory.changed('partner_a')
  expect((await directory.operations('partner_a')).size).toBe(0)
})

test('an address that tries one wrong key after another is stopped; its known keys and other addresses are not', async () => {
  const { directory, service, ask, clock } = directoryOf()
  const key = createPartnerKey()
  await directory.byKey(key, address)
  service.partnerByKey = null
  const guess = (from = address) => directory.byKey(createPartnerKey(), from).catch((error: unknown) => error)
  const guesses = await Promise.all(Array.from({ length: 50 }, () => guess()))
  expect(guesses.filter((guessed) => guessed === null)).toHaveLength(30)
  ask.mockClear()
  expect(await guess()).toMatchObject({
    status: 429,
    extensions: { code: 'THROTTLED' },
    headers: { 'retry-after': '1' },
  })
  expect(ask).not.toHaveBeenCalled()
  expect([await directory.byKey(key, address), await guess('192.0.2.2')]).toEqual([{ viewer }, null])
  clock.advance(2_000)
  expect(await guess()).toBeNull()
})

test('good keys are no guesses, however many an address has or sends at once', async () => {
  const { directory } = directoryOf()
  const key = createPartnerKey()
  const atOnce = await Promise.all(Array.from({ length: 100 }, () => directory.byKey(key, address)))
  expect(new Set(atOnce.map((access) => access?.viewer.id))).toEqual(new Set(['partner_a']))
  for (let number = 0; number < 100; number++)
    expect(await directory.byKey(createPartnerKey(), address)).toEqual({ viewer })
})
