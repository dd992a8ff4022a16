import { request } from 'node:http'
import type { ClientOptions } from 'graphql-ws'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts'
import { connect, openRaw, openReady } from './client.ts'
import { createRoom, people, plainRoom } from './room.ts'

const room = createRoom()
let graph: TestGraph
beforeAll(async () => {
  graph = await startTestGraph({
    subgraphs: { rooms: plainRoom(room), people },
    environment: {
      SOCKET_INIT_TIMEOUT_MS: '300',
      SOCKET_KEEPALIVE_MS: '400',
      SOCKET_MESSAGE_BYTES: '4096',
      SOCKET_MESSAGES_PER_SECOND: '60',
    },
  })
})
afterAll(() => graph[Symbol.asyncDispose]())

const init = { type: 'connection_init' }
const subscribe = (id: string, query = 'subscription { roomEvents { id } }') => ({
  id,
  type: 'subscribe',
  payload: { query },
})

describe('a socket is closed with', () => {
  test.each<[number, string, unknown[]]>([
    [4400, 'text that is not JSON', ['{']],
    [4400, 'JSON that is no object', ['[]']],
    [4400, 'a type that is unknown', [{ type: 'start' }]],
    [4400, 'an operation without an id', [init, { type: 'subscribe', payload: { query: '{ rooms }' } }]],
    [4400, 'an operation without a payload', [init, { id: '1', type: 'subscribe' }]],
    [4400, 'an id without end', [init, subscribe('x'.repeat(1_000))]],
    [4400, 'a payload that is no object', [{ type: 'connection_init', payload: 'token' }]],
    [4401, 'an operation before all else', [subscribe('1')]],
    [4403, 'a credential that is wrong', [{ ...init, payload: { accessToken: 'x' } }]],
    [4403, 'a credential that is no text', [{ ...init, payload: { accessToken: { a: 1 } } }]],
    [4429, 'a second beginning', [init, init]],
    [4429, 'messages without end', Array.from({ length: 100 }, () => ({ type: 'ping' }))],
    [1009, 'a message that is too large', [{ ...init, payload: { pad: 'x'.repeat(5_000) } }]],
  ])('%i for %s', async (code, _what, messages) => {
    await using socket = await openRaw(graph.url)
    for (const message of messages) {
      socket.send(message)
      if (message === init && messages.at(-1) !== init)
        await expect.poll(() => socket.messages).toContainEqual({ type: 'connection_ack' })
    }
    expect(await socket.closed).toBe(code)
  })

  test('4400 for what is not text', async () => {
    await using socket = await openRaw(graph.url)
    socket.ws.send(Buffer.from('{"type":"connection_init"}'), { binary: true })
    expect(await socket.closed).toBe(4400)
  })

  test('4406 for another subprotocol, or none', async () => {
    await using old = await openRaw(graph.url, { protocol: 'graphql-ws' })
    expect(await old.closed).toBe(4406)
    await using none = await openRaw(graph.url, { protocol: [] })
    expect(await none.closed).toBe(4406)
    await using both = await openRaw(graph.url, { protocol: ['graphql-ws', 'graphql-transport-ws'] })
    expect(both.ws.protocol).toBe('graphql-transport-ws')
  })

  test('4408 when nothing comes', async () => {
    await using socket = await openRaw(graph.url)
    expect(await socket.closed).toBe(4408)
  })

  test('4409 for an id that is in use, whatever runs under it', async () => {
    await using socket = await openReady(graph.url)
    socket.send(subscribe('1'))
    socket.send(subscribe('1', '{ rooms }'))
    expect(await socket.closed).toBe(4409)
    await using waiting = await openReady(graph.url)
    waiting.send(subscribe('1', '{ slow }'))
    waiting.send(subscribe('1', '{ slow }'))
    expect(await waiting.closed).toBe(4409)
  })
})

type Saying = (message: string, say: (message: string) => void) => void

/** A socket that says something else than it is told to. */
const saying = (change: Saying) =>
  class extends WebSocket {
    override send(data: string): void {
      change(data, (message) => super.send(message))
    }
  }

class SpeakingTheOldProtocol extends WebSocket {
  constructor(url: string) {
    super(url, 'graphql-ws')
  }
}

describe('the client of graphql-ws', () => {
  test.each<[number, 'gives up' | 'tries again', string, Partial<ClientOptions>]>([
    [4400, 'gives up', 'sends what is no JSON', { webSocketImpl: saying((_message, say) => say('{')) }],
    [
      ...([4401, 'gives up', 'begins with an operation'] as const),
      { webSocketImpl: saying((_message, say) => say(JSON.stringify(subscribe('1')))) },
    ],
    [4403, 'tries again', 'has a token that does not count', { connectionParams: { accessToken: 'x' } }],
    [4406, 'gives up', 'speaks another protocol', { webSocketImpl: SpeakingTheOldProtocol }],
    [4408, 'tries again', 'says nothing', { connectionParams: () => new Promise(() => {}) }],
    [4409, 'gives up', 'uses an id twice', { generateID: () => '1' }],
    [
      ...([4429, 'gives up', 'begins twice'] as const),
      {
        webSocketImpl: saying((message, say) => {
          say(message)
          say(message)
        }),
      },
    ],
  ])('is closed with %i and %s when it %s', async (code, outcome, _what, options) => {
    let opened = 0
    const on = {
      opened() {
        opened += 1
      },
    }
    await using client = connect(graph.url, { retryAttempts: 1, retryWait: async () => {}, on, ...options })
    const received = [1, 2].map(() => client.subscribe('subscription { roomEvents { id } }'))
    await expect.poll(() => received.map(({ closed }) => closed)).toEqual([code, code])
    expect(opened).toBe(outcome === 'gives up' ? 1 : 2)
  })
})

test('an id can be used again when its operation is over', async () => {
  await using socket = await openReady(graph.url)
  for (const answers of [1, 2]) {
    socket.send(subscribe('1', '{ rooms }'))
    await expect
      .poll(() => socket.messages.filter(({ type }) => type === 'complete'))
      .toEqual(Array.from({ length: answers }, () => ({ id: '1', type: 'complete' })))
  }
  socket.send(subscribe('1'))
  socket.send({ id: '1', type: 'complete' })
  socket.send(subscribe('1', '{ rooms }'))
  await expect.poll(() => socket.messages.filter(({ type }) => type === 'complete').length).toBe(3)
})

test('a ping is answered, with nothing of what it brought', async () => {
  await using socket = await openRaw(graph.url)
  socket.send({ type: 'ping', payload: { note: 'mine' } })
  await expect.poll(() => socket.messages).toEqual([{ type: 'pong' }])
})

test('a client that answers no ping is cut, and its subscriptions end', async () => {
  const deaf = new WebSocket(`${graph.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { autoPong: false })
  const closed = new Promise<number>((resolve) => deaf.on('close', resolve))
  await new Promise((resolve) => deaf.once('open', resolve))
  deaf.send(JSON.stringify(init))
  await new Promise((resolve) => deaf.once('message', resolve))
  deaf.send(JSON.stringify(subscribe('1')))
  expect(await closed).toBe(1006)
  await expect.poll(() => room.emitter.listenerCount('news')).toBe(0)
})

describe('queries and mutations', () => {
  test('are answered as over HTTP', async () => {
    await using client = connect(graph.url)
    const query = await client.ask('query ($id: ID!) { rooms @include(if: true) again: rooms __typename }', { id: '1' })
    expect(query.errors[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
    expect((await client.ask('{ rooms }')).events).toEqual([{ data: { rooms: ['1'] } }])
    expect((await client.ask('mutation { say(text: "hi") }')).events).toEqual([{ data: { say: room.log.length } }])
    expect((await client.ask('{ rooms')).errors[0]?.extensions.code).toBe('GRAPHQL_PARSE_FAILED')
    const invalid = await client.ask('subscription ($to: Int!) { count(to: $to) }', { to: 'x' })
    expect(invalid.errors[0]?.extensions.code).toBe('BAD_USER_INPUT')
  })

  test('have a place to fail in beside what did not', async () => {
    await using client = connect(graph.url)
    graph.subgraph('rooms').misbehave((_request, response) => response.writeHead(500).end())
    const failed = await client.ask('{ rooms __typename }')
    graph.subgraph('rooms').misbehave(null)
    expect(failed.events).toMatchObject([{ data: null, errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] }])
  })

  test('end at the subgraph when nobody waits any more', async () => {
    let gone = 0
    graph.subgraph('rooms').misbehave((_request, response) => response.once('close', () => (gone += 1)))
    await using socket = await openReady(graph.url)
    const asked = graph.subgraph('rooms').requests.length
    socket.send(subscribe('1', '{ slow }'))
    socket.send(subscribe('2', '{ slow again: slow }'))
    await expect.poll(() => graph.subgraph('rooms').requests.length - asked).toBe(2)
    socket.send({ id: '1', type: 'complete' })
    await expect.poll(() => gone).toBe(1)
    socket.ws.terminate()
    await expect.poll(() => gone).toBe(2)
    graph.subgraph('rooms').misbehave(null)
  })
})

describe('an upgrade', () => {
  const upgrade = (path: string, headers: Record<string, string>) =>
    new Promise<number>((resolve, reject) => {
      const { port } = new URL(graph.url)
      const wanted = { connection: 'upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' }
      const key = Buffer.from('0123456789abcdef').toString('base64')
      const sent = request({ port, path, headers: { ...wanted, 'sec-websocket-key': key, ...headers } })
      sent.on('response', (response) => resolve(response.resume().statusCode ?? 0))
      sent.on('upgrade', (response, socket) => {
        socket.destroy()
        resolve(response.statusCode ?? 0)
      })
      sent.on('error', reject).end()
    })

  test.each<[number, string, string, Record<string, string>]>([
    [101, 'a program', '/graphql', {}],
    [101, 'the frontend', '/graphql', { origin: 'http://frontend.test' }],
    [403, 'a page of another site', '/graphql', { origin: 'http://elsewhere.test' }],
    [403, 'a page of another port', '/graphql', { origin: 'http://frontend.test:81' }],
    [403, 'a page without an origin of its own', '/graphql', { origin: 'null' }],
    [404, 'another path', '/other', {}],
    [404, 'another path, though it begins the same', '/graphql/x', {}],
    [400, 'another version', '/graphql', { 'sec-websocket-version': '7' }],
    [400, 'no key', '/graphql', { 'sec-websocket-key': '' }],
    [431, 'a flood of headers', '/graphql', Object.fromEntries(Array.from({ length: 110 }, (_, n) => [`x-${n}`, '']))],
    [431, 'a header without end', '/graphql', { 'x-long': 'x'.repeat(40_000) }],
  ])('is answered %i to %s', async (status, _who, path, headers) => {
    expect(await upgrade(path, headers)).toBe(status)
  })

  test('to another protocol is not taken up: the request is answered', async () => {
    const { port } = new URL(graph.url)
    const status = await new Promise((resolve) =>
      request({
        ...{ port, path: '/graphql?query={rooms}' },
        headers: { connection: 'upgrade', upgrade: 'h2c', 'apollo-require-preflight': '1' },
      })
        .on('response', (response) => resolve(response.resume().statusCode))
        .end(),
    )
    expect(status).toBe(200)
  })
})

test('with sockets off, nobody can open one, and HTTP goes on', async () => {
  await using own = await startTestGraph({
    subgraphs: { rooms: plainRoom(createRoom()), people },
    environment: { SOCKETS: 'off' },
  })
  await expect(openRaw(own.url)).rejects.toThrow()
  expect((await own.ask('{ rooms }')).data).toEqual({ rooms: ['1'] })
})
