import { operationIdOf } from '@lms/kit/operation-id'
import { createPartnerKey } from '@lms/kit/partner-key'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts'
import { connect, openRaw, openReady, type RawSocket } from './client.ts'
import { identitySubgraph, nobodyKnown } from './identity.ts'
import { createRoom, people, plainRoom } from './room.ts'

const known = nobodyKnown()
const room = createRoom()
let graph: TestGraph
beforeAll(async () => {
  graph = await startTestGraph({
    subgraphs: { rooms: plainRoom(room), people, identity: identitySubgraph(known) },
    environment: { IDENTITY_SUBGRAPH: 'identity', PERSISTED_OPERATIONS: 'on' },
  })
})
afterAll(() => graph[Symbol.asyncDispose]())

const streams = (count: number) => expect.poll(() => room.emitter.listenerCount('news')).toBe(count)
const of = (socket: RawSocket, type: string) => socket.messages.filter((message) => message.type === type)
const SUBSCRIPTION = 'subscription RoomEvents { memberEvents { id } }'
const subscribe = (id: string, payload: object) => ({ id, type: 'subscribe', payload })

describe.each<[string, () => void]>([
  ['whose session ended', () => known.endedSessions.push('session_1')],
  ['whose tokens were called back', () => known.calledBack.push('user_2')],
])('a person %s', (_how, end) => {
  test('loses subscriptions and socket within seconds, others do not', async () => {
    const [sub, sid] = _how.includes('session') ? ['user_1', 'session_1'] : ['user_2', 'session_2']
    await using socket = await openReady(graph.url, { accessToken: await graph.issuer.token({ sub, sid }) })
    const otherToken = await graph.issuer.token({ sub: 'user_3', sid: 'session_3' })
    await using other = await openReady(graph.url, { accessToken: otherToken })
    socket.send(subscribe('1', { query: SUBSCRIPTION }))
    socket.send(subscribe('2', { query: '{ slow }' }))
    other.send(subscribe('1', { query: SUBSCRIPTION }))
    await streams(2)
    end()
    expect(await socket.closed).toBe(4403)
    expect(of(socket, 'error')).toMatchObject([{ id: '1', payload: [{ extensions: { code: 'UNAUTHENTICATED' } }] }])
    await streams(1)
    room.post()
    await expect.poll(() => of(other, 'next').length).toBe(1)
    other.send({ id: '1', type: 'complete' })
    await streams(0)
  })
})

describe('a partner', () => {
  const key = createPartnerKey()
  const body = SUBSCRIPTION
  const id = operationIdOf(body)
  beforeAll(() => {
    known.keys.set(key, 'partner_1')
    known.operations.push({ id, name: 'RoomEvents', body })
  })

  test.each<[string, object]>([
    ['documentId', { documentId: `sha256:${id}` }],
    ['extensions.persistedQuery', { extensions: { persistedQuery: { version: 1, sha256Hash: id } } }],
    ['an id beside an empty document', { query: '', documentId: `sha256:${id}` }],
  ])('runs a registered operation by %s', async (_how, payload) => {
    await using socket = await openReady(graph.url, { 'X-API-Key': key })
    socket.send(subscribe('1', payload))
    await streams(1)
    room.post()
    await expect.poll(() => of(socket, 'next').length).toBe(1)
    socket.send({ id: '1', type: 'complete' })
    await streams(0)
  })

  test.each<[string, string, object]>([
    ['a document', 'PERSISTED_QUERY_ID_REQUIRED', { query: body }],
    ['a query', 'PERSISTED_QUERY_ID_REQUIRED', { query: '{ rooms }' }],
    ['an id that is not registered', 'PERSISTED_QUERY_NOT_IN_LIST', { documentId: `sha256:${'0'.repeat(64)}` }],
    ['both', 'CANNOT_SEND_PQ_ID_AND_BODY', { query: body, documentId: `sha256:${id}` }],
  ])('may not run %s', async (_what, code, payload) => {
    await using socket = await openReady(graph.url, { 'x-api-key': key })
    socket.send(subscribe('1', payload))
    await expect.poll(() => of(socket, 'error')).toMatchObject([{ payload: [{ extensions: { code } }] }])
  })

  test('whose key is wrong is refused, and so is one beside a token', async () => {
    for (const payload of [
      { 'x-api-key': createPartnerKey() },
      { 'x-api-key': key, accessToken: await graph.issuer.token({ sid: 'session_9', sub: 'user_9' }) },
    ]) {
      await using socket = await openRaw(graph.url)
      socket.send({ type: 'connection_init', payload })
      expect(await socket.closed).toBe(4403)
    }
  })

  test('whose key is revoked loses its sockets within seconds; any other change leaves them', async () => {
    await using socket = await openReady(graph.url, { 'x-api-key': key })
    socket.send(subscribe('1', { documentId: `sha256:${id}` }))
    await streams(1)
    const look = () => graph.subgraph('identity').requests.filter(({ query }) => query.includes('partnerByKey')).length
    const looks = look()
    known.changedPartners.push({ id: 'partner_1', changedAt: new Date().toISOString() })
    await expect.poll(look).toBeGreaterThan(looks)
    room.post()
    await expect.poll(() => of(socket, 'next').length).toBe(1)
    known.keys.clear()
    known.changedPartners.splice(0, 1, { id: 'partner_1', changedAt: new Date(Date.now() + 1).toISOString() })
    expect(await socket.closed).toBe(4403)
    expect(of(socket, 'error')).toMatchObject([{ id: '1', payload: [{ extensions: { code: 'UNAUTHENTICATED' } }] }])
    await streams(0)
  })
})

test('while it is not known whose tokens count, people are told to try again', async () => {
  await using own = await startTestGraph({
    subgraphs: { rooms: plainRoom(createRoom()), people, identity: identitySubgraph(nobodyKnown()) },
    environment: { IDENTITY_SUBGRAPH: 'identity', SUBGRAPH_URLS: 'identity=http://127.0.0.1:1/graphql' },
  })
  await using socket = await openRaw(own.url)
  socket.send({ type: 'connection_init', payload: { accessToken: await own.issuer.token() } })
  expect(await socket.closed).toBe(1013)
  await using client = connect(own.url)
  expect((await client.ask('{ rooms }')).events.length).toBe(1)
})
