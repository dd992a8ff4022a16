import { expect, test } from 'vitest'
import { findForbidden, isAllowed } from '../src/licences/find-forbidden.ts'

const allowed = new Set(['MIT', 'ISC'])
const exceptions = [{ packages: /^gateway$/, licence: 'Elastic-2.0', reason: 'run as a part of the product' }]
const gateway = { name: 'gateway', versions: ['2.0.0'], licence: 'Elastic-2.0' }
const beside = (name: string, licence: string) =>
  findForbidden([gateway, { name, versions: ['1.0.0', '2.0.0'], licence }], { allowed, exceptions })

test('a package with a licence that is not on the list is named with it and with what to do', () => {
  expect(beside('copied', 'GPL-3.0-only')).toEqual([
    'copied 1.0.0, 2.0.0 has the licence "GPL-3.0-only", which is not on the list. Do without it, or name it in allowed-licences.ts with the reason.',
  ])
  expect(beside('silent', 'Unknown')).toEqual([expect.stringContaining('silent')])
  expect(beside('gateway-tools', 'Elastic-2.0')).toEqual([expect.stringContaining('gateway-tools')])
  expect(beside('fine', 'ISC')).toEqual([])
})

test('an exception holds for a package under one licence, and as long as it is needed', () => {
  const unneeded = 'No /^gateway$/ has the licence "Elastic-2.0": take out the exception.'
  const changed = findForbidden([{ ...gateway, licence: 'SSPL-1.0' }], { allowed, exceptions })
  expect(changed).toEqual([expect.stringContaining('"SSPL-1.0"'), unneeded])
  expect(findForbidden([], { allowed, exceptions })).toEqual([unneeded])
})

test.each([
  ['MIT', true],
  ['(MIT OR GPL-2.0)', true],
  ['GPL-2.0 OR LGPL-2.1', false],
  ['(MIT AND ISC)', true],
  ['MIT AND CC-BY-4.0', false],
  ['GPL-2.0 OR (ISC AND MIT)', false],
  ['', false],
])('of "%s" may be said that it is allowed: %s', (expression, expected) => {
  expect(isAllowed(expression, allowed)).toBe(expected)
})
