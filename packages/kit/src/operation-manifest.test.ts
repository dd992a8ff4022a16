import { expect, test } from 'vitest'
import { operationIdOf, readOperationId } from './operation-id.ts'
import { MOST_OPERATIONS, readManifest } from './operation-manifest.ts'

const COURSES = 'query Courses { courses(first: 3) { nodes { ...Parts } } } fragment Parts on Course { id }'

const entry = (body: string, more: object = {}) => ({
  id: operationIdOf(body),
  name: 'Courses',
  type: 'query',
  body,
  ...more,
})

const manifest = (...operations: object[]) => ({ format: 'apollo-persisted-query-manifest', version: 1, operations })

test('an operation that tells the truth about itself is read, by an id with or without its prefix', () => {
  const { id } = entry(COURSES)
  for (const given of [id, `sha256:${id}`]) {
    const { operations, problems } = readManifest(manifest(entry(COURSES, { id: given, clientName: 'web' })))
    expect(problems).toEqual([])
    expect(operations).toEqual([
      { id, name: 'Courses', type: 'query', body: COURSES, document: expect.objectContaining({ kind: 'Document' }) },
    ])
  }
})

test('an operation that is given twice counts once', () => {
  expect(readManifest(manifest(entry(COURSES), entry(COURSES))).operations).toHaveLength(1)
})

test('subscriptions and mutations may be stored', () => {
  const subscription = 'subscription Heard { notificationReceived { id } }'
  const mutation = 'mutation Enroll($input: EnrollInput!) { enroll(input: $input) { userErrors { code } } }'
  const { operations } = readManifest(
    manifest(
      entry(subscription, { name: 'Heard', type: 'subscription' }),
      entry(mutation, { name: 'Enroll', type: 'mutation' }),
    ),
  )
  expect(operations.map(({ type }) => type)).toEqual(['subscription', 'mutation'])
})

const NESTED = `query Courses { ${'a '.repeat(5_000)} }`

test.each([
  ['an id that is no SHA-256', entry(COURSES, { id: 'courses' }), 'id', 'INVALID_ID'],
  ['an id in capitals', entry(COURSES, { id: operationIdOf(COURSES).toUpperCase() }), 'id', 'INVALID_ID'],
  ['the id of another text', entry(COURSES, { id: operationIdOf(`${COURSES} `) }), 'id', 'HASH_MISMATCH'],
  ['text that is not GraphQL', entry('query Courses {'), 'body', 'GRAPHQL_PARSE_FAILED'],
  ['more tokens than would ever run', entry(NESTED), 'body', 'GRAPHQL_PARSE_FAILED'],
  ['two operations', entry(`${COURSES} query Other { me { id } }`), 'body', 'NOT_ONE_OPERATION'],
  ['fragments alone', entry('fragment Parts on Course { id }'), 'body', 'NOT_ONE_OPERATION'],
  ['a type beside the operation', entry(`${COURSES} type A { b: Int }`), 'body', 'NOT_ONE_OPERATION'],
  ['another name', entry(COURSES, { name: 'Catalogue' }), 'name', 'NAME_MISMATCH'],
  ['an operation without a name', entry('{ me { id } }'), 'name', 'NAME_MISMATCH'],
  ['another type', entry(COURSES, { type: 'mutation' }), 'type', 'TYPE_MISMATCH'],
])('%s is named with its place, and the others are read', (_what, broken, part, code) => {
  const other = entry('query Other { me { id } }', { name: 'Other' })
  const { operations, problems } = readManifest(manifest(other, broken))
  expect(operations.map(({ name }) => name)).toEqual(['Other'])
  expect(problems).toEqual([{ path: ['operations', '1', part], code, message: expect.stringMatching(`^${part} `) }])
})

test.each([
  ['nothing', null, []],
  ['another format', { ...manifest(entry(COURSES)), format: 'relay' }, ['format']],
  ['another version', { ...manifest(entry(COURSES)), version: 2 }, ['version']],
  ['no operations', manifest(), ['operations']],
  ['too many', manifest(...Array(MOST_OPERATIONS + 1).fill(entry(COURSES))), ['operations']],
  ['an entry without a body', manifest({ ...entry(COURSES), body: undefined }), ['operations', '0', 'body']],
  ['a huge body', manifest(entry(`query Courses { a(b: "${'x'.repeat(50_000)}") }`)), ['operations', '0', 'body']],
])('a manifest of %s is refused as a whole', (_what, given, path) => {
  const { operations, problems } = readManifest(given)
  expect(operations).toEqual([])
  expect(problems).toMatchObject([{ path }])
})

test('ids are read in one form only', () => {
  const id = 'a'.repeat(64)
  expect([readOperationId(id), readOperationId(`sha256:${id}`)]).toEqual([id, id])
  for (const other of ['', 'sha256:', `sha256:sha256:${id}`, `SHA256:${id}`, `md5:${id}`, `${id}\n`, `${id}0`]) {
    expect(readOperationId(other)).toBeNull()
  }
})
