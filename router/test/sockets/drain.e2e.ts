import { freePort } from '@lms/local/ports'
import { startServiceProcess } from '@lms/testkit/service-process'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts'
import { connect, openRaw, openReady, type SocketClient } from './client.ts'
import { admittingRoom, createRoom, people, type Room } from './room.ts'

let room: Room
let graph: TestGraph
beforeEach(async () => {
  room = createRoom()
  graph = await startTestGraph({
    subgraphs: { rooms: admittingRoom(room), people },
    environment: { SOCKET_DRAIN_MS: '0' },
  })
})
afterEach(() => graph[Symbol.asyncDispose]())

const SUBSCRIPTION = 'subscription ($after: String) { roomEvents(after: $after) { id } }'

/** Subscribes as a frontend does: again after each end, behind the last event that it got. */
function follow(client: SocketClient): string[] {
  const ids: string[] = []
  const subscribe = () =>
    void client.client.subscribe<{ roomEvents: { id: string } }>(
      { query: SUBSCRIPTION, variables: { after: ids.at(-1) ?? '0' } },
      { next: ({ data }) => void (data && ids.push(data.roomEvents.id)), error: subscribe, complete: () => {} },
    )
  subscribe()
  return ids
}

/** The same with a client that subscribes again by itself, with what the variables then are. */
function followByRetry(client: SocketClient): string[] {
  const ids: string[] = []
  const variables = { after: '0' }
  client.client.subscribe<{ roomEvents: { id: string } }>(
    { query: SUBSCRIPTION, variables },
    {
      next({ data }) {
        if (data) ids.push(data.roomEvents.id)
        variables.after = ids.at(-1) ?? '0'
      },
      error: () => {},
      complete: () => {},
    },
  )
  return ids
}

test('a router that stops hands its clients over to another, who miss nothing and get nothing twice', async () => {
  const port = await freePort()
  const environment = {
    NODE_ENV: 'test',
    LOG_LEVEL: 'warn',
    HOST: '127.0.0.1',
    API_GATEWAY_PORT: String(port),
    FRONTEND_URL: 'http://frontend.test',
    SUPERGRAPH_PATH: graph.supergraphPath,
    ...{ AUTHENTICATION: 'off', SUBGRAPH_AUTHENTICATION: 'off', COST_LIMITS: 'off', RATE_LIMIT: 'off' },
    ...{ PERSISTED_OPERATIONS: 'off', AUTOMATIC_PERSISTED_QUERIES: 'off' },
    SOCKET_DRAIN_MS: '1000',
  }
  const first = await startServiceProcess('router', port, environment)
  let url = first.url
  const closes: number[] = []
  const connectTo = (retryAttempts: number) =>
    connect('', {
      url: () => `${url.replace('http', 'ws')}/graphql`,
      retryAttempts,
      on: { closed: (event) => closes.push((event as { code: number }).code) },
    })
  const clients = Array.from({ length: 40 }, (_, index) => connectTo(index % 2 === 0 ? 0 : 5))
  const followed = clients.map((client, index) => (index % 2 === 0 ? follow(client) : followByRetry(client)))
  room.post()
  await expect.poll(() => followed.map((ids) => ids.length)).toEqual(followed.map(() => 1))
  url = graph.url
  const stopped = first.stop()
  for (let event = 0; event < 50; event += 1) {
    room.post()
    await new Promise(setImmediate)
  }
  expect(await stopped).toBe(0)
  room.post()
  const all = room.log.map(({ id }) => id)
  await expect.poll(() => followed.map((ids) => ids.length)).toEqual(followed.map(() => all.length))
  expect(followed).toEqual(followed.map(() => all))
  expect(new Set(closes)).toEqual(new Set([1001]))
  await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()))
})

test('a stopping router opens no sockets and starts nothing on those it has, but finishes what runs', async () => {
  let answer = () => {}
  graph.subgraph('rooms').misbehave((_request, response) => {
    answer = () => response.setHeader('content-type', 'application/json').end('{"data":{"rooms":["2"]}}')
  })
  await using busy = await openReady(graph.url)
  const idle = await openReady(graph.url)
  busy.send({ id: '1', type: 'subscribe', payload: { query: '{ rooms }' } })
  busy.send({ id: '2', type: 'subscribe', payload: { query: 'subscription { roomEvents { id } }' } })
  await expect.poll(() => graph.subgraph('rooms').requests.length).toBe(1)
  const stopped = graph.router.stop()
  expect(await idle.closed).toBe(1001)
  await expect(openRaw(graph.url)).rejects.toThrow()
  busy.send({ id: '3', type: 'subscribe', payload: { query: '{ rooms }' } })
  await expect
    .poll(() => busy.messages.filter(({ type }) => type === 'error'))
    .toMatchObject([{ id: '3', payload: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] }])
  answer()
  expect(await busy.closed).toBe(1001)
  expect(busy.messages.slice(-2)).toEqual([
    { id: '1', type: 'next', payload: { data: { rooms: ['2'] } } },
    { id: '1', type: 'complete' },
  ])
  await stopped
})
