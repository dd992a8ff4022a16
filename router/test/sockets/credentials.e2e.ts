import { createTestClock, type TestClock } from '@lms/testkit/clock'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts'
import { connect, openRaw, openReady, type RawSocket } from './client.ts'
import { createRoom, people, plainRoom, type Room } from './room.ts'

let clock: TestClock
let room: Room
let graph: TestGraph
beforeEach(async () => {
  clock = createTestClock()
  room = createRoom()
  graph = await startTestGraph({
    subgraphs: { rooms: plainRoom(room), people },
    environment: { SOCKET_KEEPALIVE_MS: '200' },
    overrides: { clock },
  })
})
afterEach(() => graph[Symbol.asyncDispose]())

const streams = (count: number) => expect.poll(() => room.emitter.listenerCount('news')).toBe(count)
const tokenOf = (claims = {}) => graph.issuer.token(claims)
const SUBSCRIBE = {
  id: '1',
  type: 'subscribe',
  payload: { query: 'subscription { memberEvents { id ... on MessagePosted { secret } } }' },
}
const of = (socket: RawSocket, type: string) => socket.messages.filter((message) => message.type === type)

describe('a token is taken', () => {
  test.each<[string, (token: string) => object]>([
    ['as accessToken', (accessToken) => ({ accessToken })],
    ['as authorization', (token) => ({ authorization: `Bearer ${token}` })],
    ['as Authorization', (token) => ({ Authorization: `Bearer ${token}` })],
    ['as AUTHORIZATION, in lower case inside', (token) => ({ AUTHORIZATION: `bearer ${token}` })],
    ['twice, if it is the same', (token) => ({ accessToken: token, authorization: `Bearer ${token}` })],
    ['beside what is empty', (token) => ({ accessToken: token, authorization: '', 'x-api-key': null })],
  ])('%s', async (_how, payload) => {
    await using socket = await openReady(graph.url, payload(await tokenOf()))
    socket.send(SUBSCRIBE)
    await streams(1)
    room.post()
    await expect.poll(() => of(socket, 'next').length).toBe(1)
    expect(of(socket, 'next')[0].payload.data.memberEvents.secret).toBe('between us')
  })

  test.each<[string, (token: string) => Promise<RawSocket>]>([
    ['a cookie', (token) => openRaw(graph.url, { headers: { cookie: `accessToken=${token}` } })],
    ['a header', (token) => openRaw(graph.url, { headers: { authorization: `Bearer ${token}` } })],
  ])('not from %s: the client is nobody', async (_where, open) => {
    await using socket = await open(await tokenOf())
    socket.send({ type: 'connection_init' })
    await expect.poll(() => of(socket, 'connection_ack').length).toBe(1)
    socket.send(SUBSCRIBE)
    await expect
      .poll(() => of(socket, 'error'))
      .toMatchObject([{ payload: [{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }] }])
  })

  test.each<[string, () => Promise<object>]>([
    ['an expired one', async () => ({ accessToken: await tokenOf({ exp: Math.floor(Date.now() / 1000) - 120 }) })],
    ['one of another issuer', async () => ({ accessToken: await tokenOf({ iss: 'elsewhere' }) })],
    ['two different ones', async () => ({ accessToken: await tokenOf(), authorization: `Bearer ${await tokenOf()}` })],
    ['something else than Bearer', async () => ({ authorization: `Basic ${await tokenOf()}` })],
  ])('%s is refused with 4403, and never taken for nobody', async (_what, payload) => {
    await using socket = await openRaw(graph.url)
    socket.send({ type: 'connection_init', payload: await payload() })
    expect(await socket.closed).toBe(4403)
    expect(socket.messages).toEqual([])
  })
})

describe('a token that expires', () => {
  test('ends its subscriptions, and the socket takes a new one', async () => {
    await using socket = await openReady(graph.url, { accessToken: await tokenOf() })
    socket.send(SUBSCRIBE)
    await streams(1)
    clock.advance(361_000)
    await expect
      .poll(() => of(socket, 'error'))
      .toMatchObject([{ id: '1', payload: [{ extensions: { code: 'SUBSCRIPTION_TOKEN_EXPIRED' } }] }])
    await streams(0)
    socket.send({ ...SUBSCRIBE, id: '2' })
    await expect.poll(() => of(socket, 'error').map(({ id }) => id)).toEqual(['1', '2'])
    const iat = Math.floor(clock.now().getTime() / 1000)
    socket.send({ type: 'ping', payload: { accessToken: await tokenOf({ iat, exp: iat + 300 }) } })
    await expect.poll(() => of(socket, 'pong').length).toBe(1)
    socket.send({ ...SUBSCRIBE, id: '3' })
    await streams(1)
    room.post()
    await expect.poll(() => of(socket, 'next').map(({ id }) => id)).toEqual(['3'])
  })

  test('ends them before the next event, however soon that comes', async () => {
    await using socket = await openReady(graph.url, { accessToken: await tokenOf() })
    socket.send(SUBSCRIBE)
    await streams(1)
    clock.advance(361_000)
    room.post()
    await expect.poll(() => of(socket, 'error').length).toBe(1)
    expect(of(socket, 'next')).toEqual([])
  })

  test('closes the socket with 4403 when nobody renews it', async () => {
    await using socket = await openReady(graph.url, { accessToken: await tokenOf() })
    clock.advance(421_000)
    expect(await socket.closed).toBe(4403)
  })
})

describe('a ping with a token', () => {
  test('lets subscriptions go on beyond the end of the old one', async () => {
    await using socket = await openReady(graph.url, { accessToken: await tokenOf() })
    socket.send(SUBSCRIBE)
    await streams(1)
    const iat = Math.floor(clock.now().getTime() / 1000)
    socket.send({ type: 'ping', payload: { Authorization: `Bearer ${await tokenOf({ exp: iat + 3_000 })}` } })
    await expect.poll(() => of(socket, 'pong').length).toBe(1)
    clock.advance(400_000)
    room.post()
    await expect.poll(() => of(socket, 'next').length).toBe(1)
    expect(room.emitter.listenerCount('news')).toBe(1)
  })

  test.each<[string, () => Promise<object>]>([
    ['of somebody else', async () => ({ accessToken: await tokenOf({ sub: 'user_2' }) })],
    ['that is not valid', async () => ({ accessToken: 'x' })],
  ])('%s closes the socket with 4403', async (_whose, payload) => {
    await using socket = await openReady(graph.url, { accessToken: await tokenOf() })
    socket.send({ type: 'ping', payload: await payload() })
    expect(await socket.closed).toBe(4403)
    await expect.poll(() => of(socket, 'pong')).toEqual([])
  })

  test('makes nobody somebody', async () => {
    await using socket = await openReady(graph.url)
    socket.send({ type: 'ping', payload: { accessToken: await tokenOf() } })
    expect(await socket.closed).toBe(4403)
  })

  test('with other rights: without a cursor the client is told to subscribe again', async () => {
    await using socket = await openReady(graph.url, { accessToken: await tokenOf() })
    socket.send(SUBSCRIBE)
    await streams(1)
    room.post()
    await expect.poll(() => of(socket, 'next').length).toBe(1)
    socket.send({ type: 'ping', payload: { accessToken: await tokenOf({ roles: ['HOST'] }) } })
    await expect
      .poll(() => of(socket, 'error'))
      .toMatchObject([{ id: '1', payload: [{ extensions: { code: 'SUBSCRIPTION_INTERRUPTED' } }] }])
  })
})

test('queries go by the credential of the socket', async () => {
  await using client = connect(graph.url, { connectionParams: { accessToken: await tokenOf() } })
  expect((await client.ask('{ rooms }')).events).toEqual([{ data: { rooms: ['1'] } }])
})
