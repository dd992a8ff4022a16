import { expect, test } from 'vitest'
import { RequestRefusal } from '../refusal.ts'
import { readGraphQLRequest } from './read-request.ts'

const HASH = '0123456789abcdef'.repeat(4)
const fromBody = (body: unknown) => readGraphQLRequest({ method: 'POST', query: {}, body })
const fromUrl = (query: object) => readGraphQLRequest({ method: 'GET', query, body: undefined })
const persisted = (sha256Hash: unknown, version: unknown = 1) => ({ persistedQuery: { version, sha256Hash } })

test('a document with everything is read from body and address alike', () => {
  const request = { query: 'query A { a }', operationName: 'A', variables: { a: [1] } }
  expect(fromBody(request)).toEqual({ method: 'POST', automatic: false, ...request })
  expect(fromUrl({ ...request, variables: '{"a":[1]}' })).toEqual({ method: 'GET', automatic: false, ...request })
})

test('what is null, empty or unknown is as if it were not there', () => {
  const bare = { method: 'POST', query: '{ a }', automatic: false, variables: {} }
  expect(fromBody({ query: '{ a }', operationName: null, variables: null, extensions: null })).toEqual(bare)
  expect(fromBody({ query: '{ a }', operationName: '', id: 7, extensions: { other: 1 } })).toEqual(bare)
  expect(fromUrl({ query: '{ a }', variables: '', extensions: '' })).toEqual({ ...bare, method: 'GET' })
})

test.each([
  ['a bare hash', HASH, HASH],
  ['a hash by its name', `sha256:${HASH}`, HASH],
  ['an id of another kind', 'x-mobile:42', 'x-mobile:42'],
  ['an id of no kind', 'GetCourse', 'GetCourse'],
])('%s is an id', (_what, id, read) => {
  expect(fromBody({ documentId: id })).toMatchObject({ documentId: read, automatic: false })
  expect(fromUrl({ documentId: id })).toMatchObject({ documentId: read, automatic: false })
  expect(fromBody({ extensions: persisted(id) })).toMatchObject({ documentId: read, automatic: true })
  expect(fromUrl({ extensions: JSON.stringify(persisted(id)) })).toMatchObject({ documentId: read, automatic: true })
})

test('a document and its id go together, two different ids do not', () => {
  const both = { query: '{ a }', extensions: persisted(HASH) }
  expect(fromBody(both)).toMatchObject({ query: '{ a }', documentId: HASH, automatic: true })
  expect(fromBody({ documentId: `sha256:${HASH}`, extensions: persisted(HASH) })).toMatchObject({ documentId: HASH })
  expect(() => fromBody({ documentId: 'other', extensions: persisted(HASH) })).toThrow(RequestRefusal)
})

test.each<[string, object]>([
  ['query', { query: { kind: 'Document' } }],
  ['query', { query: 0 }],
  ['operationName', { query: '{ a }', operationName: ['A'] }],
  ['variables', { query: '{ a }', variables: '{}' }],
  ['variables', { query: '{ a }', variables: [] }],
  ['extensions', { query: '{ a }', extensions: 'x' }],
  ['persistedQuery', { extensions: { persistedQuery: [] } }],
  ['version', { extensions: persisted(HASH, 2) }],
  ['sha256Hash', { extensions: persisted(7) }],
  ['sha256Hash', { extensions: persisted(undefined) }],
  ['documentId', { documentId: '' }],
  ['documentId', { documentId: 'x'.repeat(257) }],
  ['documentId', { documentId: 7 }],
])('a wrong %s is refused by name', (name, body) => {
  expect(() => fromBody(body)).toThrow(expect.objectContaining({ status: 400, message: expect.stringContaining(name) }))
})

test('parameters of an address must be JSON and given once', () => {
  expect(() => fromUrl({ query: '{ a }', variables: '{' })).toThrow('`variables` is not JSON')
  expect(() => fromUrl({ query: ['{ a }', '{ b }'] })).toThrow('`query` may be given only once')
})
