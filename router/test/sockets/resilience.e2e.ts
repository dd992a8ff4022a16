import { writeFile } from 'node:fs/promises'
import { parse } from 'graphql'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { composeSupergraph, startTestGraph, type TestGraph, type TestGraphOptions } from '../graph/test-graph.ts'
import { connect, openReady, type Received, type SocketClient } from './client.ts'
import { admittingRoom, createRoom, people, plainRoom, type Room } from './room.ts'

let room: Room
let graph: TestGraph
let client: SocketClient
beforeEach(() => {
  room = createRoom()
})
afterEach(async () => {
  await client[Symbol.asyncDispose]()
  await graph[Symbol.asyncDispose]()
})

async function start(kind: typeof plainRoom, environment: TestGraphOptions['environment'] = {}): Promise<void> {
  graph = await startTestGraph({ subgraphs: { rooms: kind(room), people }, environment })
  client = connect(graph.url)
}

const streams = (count: number) => expect.poll(() => room.emitter.listenerCount('news')).toBe(count)
const EVENTS = 'subscription { roomEvents { id } }'
const idsOf = ({ events }: Received) => events.map(({ data }) => data.roomEvents.id)
const codesOf = ({ errors }: Received) => errors.map(({ extensions }) => extensions.code)
const metric = async (name: string) => {
  const { values = [] } = (await graph.router.metrics.registry.getSingleMetric(name)?.get()) ?? {}
  return Object.fromEntries(values.map(({ labels, value }) => [Object.values(labels).at(-1) ?? '', value]))
}

describe('a subgraph without cursors that breaks off', () => {
  test('interrupts its subscriptions visibly: whoever subscribes again goes on', async () => {
    await start(plainRoom)
    const received = client.subscribe(EVENTS)
    await streams(1)
    room.post()
    await expect.poll(() => received.events.length).toBe(1)
    await graph.subgraph('rooms').away()
    await expect.poll(() => codesOf(received)).toEqual(['SUBSCRIPTION_INTERRUPTED'])
    await graph.subgraph('rooms').back()
    const again = client.subscribe(EVENTS)
    await streams(1)
    room.post()
    await expect.poll(() => idsOf(again)).toEqual(['2'])
  })
})

describe('a subgraph with cursors', () => {
  test('that drains: streams move to it again without a gap', async () => {
    await start(admittingRoom)
    const received = client.subscribe(EVENTS)
    await streams(1)
    for (const socket of graph.subgraph('rooms').sockets) socket.close(1001)
    room.post()
    await expect.poll(() => idsOf(received)).toEqual(['1'])
    expect(await metric('lms_router_upstreams_interrupted_total')).toEqual({ rooms: 1 })
  })

  test('that is away for too long: subscriptions end, and say that something may be missed', async () => {
    await start(admittingRoom, { SUBSCRIPTION_RESUME_MS: '100' })
    const received = client.subscribe(EVENTS)
    await streams(1)
    await graph.subgraph('rooms').away()
    await expect.poll(() => codesOf(received)).toEqual(['SUBSCRIPTION_INTERRUPTED'])
    await graph.subgraph('rooms').back()
  })

  test('that hangs is noticed by the pings it does not answer', async () => {
    await start(admittingRoom, { SOCKET_KEEPALIVE_MS: '200' })
    const received = client.subscribe(EVENTS)
    await streams(1)
    for (const socket of graph.subgraph('rooms').sockets) socket.pause()
    room.post()
    await expect.poll(() => idsOf(received)).toEqual(['1'])
  })

  test('sends more than can be resolved: nothing is lost', async () => {
    await start(admittingRoom, { SUBSCRIPTION_QUEUE_EVENTS: '10' })
    const received = client.subscribe('subscription { roomEvents { id author { name } } }')
    await streams(1)
    for (let event = 0; event < 100; event += 1) room.post()
    await expect.poll(() => received.events.length).toBe(100)
    expect(idsOf(received)).toEqual(room.log.map(({ id }) => id))
    expect((await metric('lms_router_queue_overflows_total')).stream).toBeGreaterThan(0)
  })
})

test('a subgraph without cursors that sends more than can be resolved: subscriptions end, and say why', async () => {
  await start(plainRoom, { SUBSCRIPTION_QUEUE_EVENTS: '10' })
  const received = client.subscribe('subscription { roomEvents { id author { name } } }')
  await streams(1)
  for (let event = 0; event < 100; event += 1) room.post()
  await expect.poll(() => codesOf(received)).toEqual(['SUBSCRIPTION_OVERFLOW'])
  await streams(0)
})

test('a subgraph that is away is said to be, soon; one that comes back meanwhile is waited for', async () => {
  await start(plainRoom)
  await graph.subgraph('rooms').away()
  const early = client.subscribe(EVENTS)
  await expect.poll(() => codesOf(early)).toEqual(['SERVICE_UNAVAILABLE'])
  const late = client.subscribe(EVENTS)
  await graph.subgraph('rooms').back()
  await streams(1)
  room.post()
  await expect.poll(() => idsOf(late)).toEqual(['1'])
})

test('a subgraph that is away while an event is resolved costs the event a field', async () => {
  await start(plainRoom)
  const received = client.subscribe('subscription { roomEvents { id author { name } } }')
  await streams(1)
  await graph.subgraph('people').away()
  room.post()
  await expect.poll(() => received.events.length).toBe(1)
  expect(received.events[0]).toMatchObject({
    data: { roomEvents: { id: '1', author: { name: null } } },
    errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }],
  })
})

describe('another supergraph', () => {
  const recompose = async (sdl: (typeDefs: string) => string) => {
    const rooms = plainRoom(room).typeDefs
    const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@authenticated"])`
    const definitions = { rooms: sdl(rooms), people: people.typeDefs }
    await writeFile(
      graph.supergraphPath,
      composeSupergraph(
        new Map(
          Object.entries(definitions).map(([name, typeDefs]) => [
            name,
            { url: graph.subgraph(name).url, typeDefs: parse(`${link} ${typeDefs}`) },
          ]),
        ),
      ),
    )
  }
  const status = async () => (await fetch(`${graph.url}/health/ready`)).json()

  test('that still has the stream: subscriptions go on, by the new one', async () => {
    await start(plainRoom)
    const received = client.subscribe('subscription { roomEvents { id ... on MessagePosted { secret text } } }')
    await streams(1)
    room.post()
    await expect.poll(() => received.events.length).toBe(1)
    const { graph: before } = await status()
    // Clients must not know the text any more; the subgraph is asked for the same as before.
    await recompose((sdl) => sdl.replace('rooms: [ID!]!', 'rooms: [ID!]! more: String'))
    await expect.poll(status).not.toMatchObject({ graph: before })
    const again = client.subscribe('subscription { roomEvents { id ... on MessagePosted { secret text } } }')
    await client.ask('{ more }')
    room.post()
    await expect.poll(() => [received.events.length, again.events.length]).toEqual([2, 1])
    expect(received.isOver).toBe(false)
    expect(room.emitter.listenerCount('news')).toBeLessThanOrEqual(2)
  })

  test('that has it no more: subscriptions end, and say why', async () => {
    await start(plainRoom)
    const received = client.subscribe(EVENTS)
    const other = client.subscribe('subscription { maybe { id } }')
    await streams(2)
    await recompose((sdl) => sdl.replace('roomEvents(after: String): RoomEvent!', ''))
    await expect.poll(() => codesOf(received)).toEqual(['SUBSCRIPTION_SCHEMA_RELOAD'])
    await streams(1)
    room.post()
    await expect.poll(() => other.events.length).toBe(1)
  })
})

describe('a slow client', () => {
  test('that reads nothing loses its subscriptions and no more, and others notice nothing', async () => {
    await start(plainRoom, { SOCKET_BUFFER_BYTES: '10000' })
    const slow = await openReady(graph.url)
    const received = client.subscribe('subscription { roomEvents { id ... on MessagePosted { text } } }')
    slow.send({
      id: '1',
      type: 'subscribe',
      payload: { query: 'subscription { roomEvents { id ... on MessagePosted { text } } }' },
    })
    await streams(1)
    await client.ask('{ rooms }')
    room.post()
    await expect.poll(() => slow.messages.length).toBe(2)
    slow.ws.pause()
    const text = 'x'.repeat(100_000)
    let posted = 1
    await expect
      .poll(
        async () => {
          room.post({ text })
          posted += 1
          return (await metric('lms_router_subscriptions_ended_total')).SUBSCRIPTION_OVERFLOW
        },
        { interval: 5 },
      )
      .toBe(1)
    await expect.poll(() => received.events.length).toBe(posted)
    expect(await metric('lms_router_queue_overflows_total')).toEqual({ socket: 1 })
    // Where it never reads again it is cut; here it does, and finds out.
    slow.ws.resume()
    await expect
      .poll(() => slow.messages.at(-1))
      .toMatchObject({
        id: '1',
        type: 'error',
        payload: [{ extensions: { code: 'SUBSCRIPTION_OVERFLOW' } }],
      })
    expect(slow.ws.readyState).toBe(WebSocket.OPEN)
    await slow[Symbol.asyncDispose]()
  })
})
