import { operationIdOf } from '@lms/kit/operation-id'
import type { Viewer } from '@lms/kit/viewer'
import { expect, test, vi } from 'vitest'
import type { GraphQLRequest } from '../http/graphql-request.ts'
import { type DocumentStores, resolveDocument } from './resolve-document.ts'

const ME = 'query Me { me { id } }'
const id = operationIdOf(ME)
const other = operationIdOf('query Other { me { id } }')

const partner: Viewer = { kind: 'partner', id: 'partner_a', keyId: 'key_a', scopes: ['partner'] }
const person: Viewer = { kind: 'user', id: 'user_a', sessionId: 'session_a', roles: [], scopes: [] }
const nobody: Viewer = { kind: 'anonymous' }

function storesOf(known: string | null = null) {
  const remember = vi.fn(async () => {})
  const stores: DocumentStores = {
    partners: {
      operations: async (partnerId) => new Map(partnerId === 'partner_a' ? [[id, { name: 'Me', body: ME }]] : []),
    },
    automatic: { find: async () => known, remember },
  }
  return { stores, remember }
}

function resolve(viewer: Viewer, request: Partial<GraphQLRequest>, stores = storesOf().stores) {
  const full: GraphQLRequest = { method: 'POST', automatic: false, variables: {}, ...request }
  return resolveDocument(stores, full, { viewer, address: '192.0.2.1' })
}

const refusedWith = (code: string, status: number) => ({
  status,
  extensions: { code },
  headers: { 'cache-control': 'private, no-cache, must-revalidate' },
})

/** What makes Apollo Client send the document after all (@apollo/client/link/persisted-queries). */
const RETRY = /PersistedQueryNot(Found|Supported)|PERSISTED_QUERY_NOT_(FOUND|SUPPORTED)/

test('a partner runs an operation of its manifests by id, under its registered name', async () => {
  for (const automatic of [false, true]) {
    const document = await resolve(partner, { documentId: id, automatic })
    expect(document).toEqual({ text: ME, operationName: 'Me', persisted: true, operationId: id })
  }
  expect(await resolve(partner, { documentId: id, operationName: 'You' })).toMatchObject({ operationName: 'You' })
})

test.each([
  ['a document', { query: ME }, 'PERSISTED_QUERY_ID_REQUIRED', 400],
  ['nothing', {}, 'PERSISTED_QUERY_ID_REQUIRED', 400],
  ['an id and its document', { documentId: id, query: ME }, 'CANNOT_SEND_PQ_ID_AND_BODY', 400],
  ['a hash and its document', { documentId: id, query: ME, automatic: true }, 'CANNOT_SEND_PQ_ID_AND_BODY', 400],
  ['an unknown id', { documentId: other }, 'PERSISTED_QUERY_NOT_IN_LIST', 404],
  ['an id of another kind', { documentId: 'constructor' }, 'PERSISTED_QUERY_NOT_IN_LIST', 404],
])(
  'a partner that sends %s is refused so that no client tries again with the document',
  async (_what, request, code, status) => {
    const refusal = await resolve(partner, request).catch((error: unknown) => error)
    expect(refusal).toMatchObject(refusedWith(code, status))
    expect(`${(refusal as Error).message} ${code}`).not.toMatch(RETRY)
  },
)

test('a partner has its own operations only, and what others registered by hash is not among them', async () => {
  const { stores } = storesOf(ME)
  const notInList = refusedWith('PERSISTED_QUERY_NOT_IN_LIST', 404)
  await expect(
    resolve({ ...partner, id: 'partner_b' }, { documentId: id, automatic: true }, stores),
  ).rejects.toMatchObject(notInList)
  await expect(resolve(partner, { documentId: id }, { ...stores, partners: null })).rejects.toMatchObject(notInList)
})

test('everybody else may send any document', async () => {
  for (const viewer of [person, nobody]) {
    expect(await resolve(viewer, { query: ME, operationName: 'Me' })).toEqual({
      text: ME,
      operationName: 'Me',
      persisted: false,
    })
  }
})

test('a document with its hash is remembered when it proves valid, not before', async () => {
  const { stores, remember } = storesOf()
  const document = await resolve(nobody, { query: ME, documentId: id, automatic: true }, stores)
  expect(document).toMatchObject({ text: ME, persisted: false })
  expect(remember).not.toHaveBeenCalled()
  await document.remember?.()
  expect(remember.mock.calls).toEqual([[id, ME]])
})

test('a hash stands for its document once that is known; until then the client is asked for it over 200', async () => {
  const request = { documentId: id, automatic: true, operationName: 'Me' }
  expect(await resolve(nobody, request, storesOf(ME).stores)).toEqual({
    text: ME,
    operationName: 'Me',
    persisted: false,
  })
  const refusal = await resolve(nobody, request).catch((error: unknown) => error)
  expect(refusal).toMatchObject(refusedWith('PERSISTED_QUERY_NOT_FOUND', 200))
  expect((refusal as Error).message).toBe('PersistedQueryNotFound')
})

test('the hash of another document is refused', async () => {
  const { stores, remember } = storesOf()
  await expect(resolve(nobody, { query: ME, documentId: other, automatic: true }, stores)).rejects.toMatchObject(
    refusedWith('BAD_REQUEST', 400),
  )
  expect(remember).not.toHaveBeenCalled()
})

test('switched off, hashes are refused as Apollo Client knows it', async () => {
  const stores = { partners: null, automatic: null }
  for (const query of [{}, { query: ME }]) {
    const refusal = await resolve(nobody, { ...query, documentId: id, automatic: true }, stores).catch((error) => error)
    expect(refusal).toMatchObject({
      ...refusedWith('PERSISTED_QUERY_NOT_SUPPORTED', 200),
      message: 'PersistedQueryNotSupported',
    })
  }
})

test('who is no partner has no list of operations', async () => {
  await expect(resolve(person, { documentId: id })).rejects.toMatchObject(
    refusedWith('PERSISTED_QUERY_NOT_IN_LIST', 404),
  )
  await expect(resolve(person, { documentId: id, query: ME })).rejects.toMatchObject(
    refusedWith('CANNOT_SEND_PQ_ID_AND_BODY', 400),
  )
  await expect(resolve(person, {})).rejects.toMatchObject({ status: 400, extensions: { code: 'BAD_REQUEST' } })
})
