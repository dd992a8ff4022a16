import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  ConfigurationError,
  parseEnvironment,
  port,
  rsaKeys,
  secretList,
  signingKeys,
  subgraphEnvironment,
  verifyingKeys,
} from './config.ts'
import { createKeyPair } from './key-pair.ts'

function problemsOf(run: () => unknown): readonly string[] {
  try {
    run()
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
  return []
}

test('every problem is reported at once, by the name of its variable and without its value', () => {
  const environment = { DATABASE_URL: 'mysql://secret@host/db', DB_POOL_SIZE: 'NaN', LOG_LEVEL: 'loud' }
  const problems = problemsOf(() => parseEnvironment(subgraphEnvironment, environment))
  expect(problems.map((problem) => problem.split(':')[0]).sort()).toEqual([
    'DATABASE_URL',
    'DB_POOL_SIZE',
    'LOG_LEVEL',
    'SERVICE_PUBLIC_KEY',
  ])
  expect(problems.join()).not.toContain('secret')
  expect(problems).toContain('SERVICE_PUBLIC_KEY: is required')
})

test('a missing secret has no default', () => {
  expect(
    problemsOf(() =>
      parseEnvironment(subgraphEnvironment, { DATABASE_URL: 'postgres://localhost/lms', SERVICE_PUBLIC_KEY: '' }),
    ),
  ).toEqual(['SERVICE_PUBLIC_KEY: is required'])
})

test('a secret may come from a file', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'lms-config-')), 'key')
  writeFileSync(file, createKeyPair().publicKey)
  const schema = z.object({ KEY: verifyingKeys })
  expect(parseEnvironment(schema, { KEY_FILE: file }).KEY).toHaveLength(1)
  expect(problemsOf(() => parseEnvironment(schema, { KEY_FILE: `${file}.missing` }))).toContain(
    'KEY_FILE: the file cannot be read',
  )
})

test('several keys and secrets may be valid at a time; line breaks of PEM may be escaped', () => {
  const keys = [createKeyPair(), createKeyPair()].map(({ publicKey }) => publicKey)
  const schema = z.object({ KEYS: verifyingKeys, SECRETS: secretList(8) })
  const parsed = parseEnvironment(schema, {
    KEYS: keys.join('').replaceAll('\n', '\\n'),
    SECRETS: 'new-secret, old-secret',
  })
  expect(parsed.KEYS).toHaveLength(2)
  expect(parsed.SECRETS).toEqual(['new-secret', 'old-secret'])
  expect(problemsOf(() => parseEnvironment(schema, { KEYS: 'x', SECRETS: 'short' }))).toHaveLength(2)
})

describe('a key', () => {
  const pair = createKeyPair()
  const rsa = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const cut = (pem: string) => pem.replace(/\n.+\n/, '\nMC4CAQAwBQYDK2VwBCIEIA==\n')

  test.each([
    ['that signs', signingKeys, pair.privateKey],
    ['that signs, with the one before', signingKeys, pair.privateKey + createKeyPair().privateKey],
    ['that verifies', verifyingKeys, pair.publicKey],
    ['of a service account', rsaKeys, rsa.privateKey],
  ])('%s is taken', (_what, schema, key) => {
    expect(problemsOf(() => parseEnvironment(z.object({ KEY: schema }), { KEY: key }))).toEqual([])
  })

  test.each([
    ['that is none', signingKeys, 'hunter2'],
    ['that is too short', signingKeys, cut(pair.privateKey)],
    ['of another kind', signingKeys, rsa.privateKey],
    ['that cannot sign', signingKeys, pair.publicKey],
    ['beside a good one', signingKeys, pair.privateKey + rsa.privateKey],
    ['that should stay private', verifyingKeys, pair.privateKey],
    ['that is too short', verifyingKeys, cut(pair.publicKey)],
    ['of another kind', verifyingKeys, rsa.publicKey],
    ['of another kind', rsaKeys, pair.privateKey],
  ])('%s is refused by the name of its variable and without its value', (_what, schema, key) => {
    const problems = problemsOf(() => parseEnvironment(z.object({ KEY: schema }), { KEY: key }))
    expect(problems).toEqual([expect.stringMatching(/^KEY: must hold [\w ()#]+$/)])
  })
})

test('a port has its default and its bounds', () => {
  const schema = z.object({ PORT: port(3001) })
  expect(parseEnvironment(schema, {}).PORT).toBe(3001)
  expect(problemsOf(() => parseEnvironment(schema, { PORT: '70000' }))).toHaveLength(1)
})
