import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts'
import { connect, type Received, type SocketClient } from './client.ts'
import { createRoom, people, plainRoom } from './room.ts'

/* Against a subgraph that speaks graphql-transport-ws and knows nothing of the router. */

const room = createRoom()
let graph: TestGraph
let client: SocketClient
beforeAll(async () => {
  graph = await startTestGraph({ subgraphs: { rooms: plainRoom(room), people } })
})
afterAll(() => graph[Symbol.asyncDispose]())
beforeEach(() => {
  graph.subgraph('rooms').subscribes.length = 0
  client = connect(graph.url)
})
afterEach(async () => {
  await client[Symbol.asyncDispose]()
  await streams(0)
})

/** Waits until the subgraph serves so many streams of the room. */
const streams = (count: number) => expect.poll(() => room.emitter.listenerCount('news')).toBe(count)
const eventsOf = (received: Received) => received.events.map(({ data }) => data.roomEvents)

test('an event selects fields of any subgraph, in the order of the selection', async () => {
  const received = client.subscribe(`subscription {
    roomEvents { author { name id } ... on MessagePosted { text } __typename id } }`)
  await streams(1)
  room.post()
  room.post({ __typename: 'HandRaised', author: { id: 'user_2' } })
  await expect.poll(() => received.events.length).toBe(2)
  const [first, second] = [String(room.log.length - 1), String(room.log.length)]
  expect(JSON.stringify(eventsOf(received))).toBe(
    JSON.stringify([
      {
        author: { name: 'name of user_1', id: 'user_1' },
        text: `text ${first}`,
        __typename: 'MessagePosted',
        id: first,
      },
      { author: { name: 'name of user_2', id: 'user_2' }, __typename: 'HandRaised', id: second },
    ]),
  )
  received.stop()
  await streams(0)
})

test('however many ask for the same, the subgraph serves one stream, and others are asked once per event', async () => {
  const query = 'subscription { roomEvents { id author { name } } }'
  const others = [connect(graph.url), connect(graph.url)]
  const received = [client, client, ...others].map((one) => one.subscribe(query))
  await streams(1)
  // Those that came later are there when each is acknowledged; a query that follows tells.
  await Promise.all([client, ...others].map((one) => one.ask('{ rooms }')))
  const before = graph.subgraph('people').requests.length
  for (let event = 0; event < 20; event += 1) room.post({ author: { id: `user_${event}` } })
  await expect.poll(() => received.map(({ events }) => events.length)).toEqual([20, 20, 20, 20])
  const ids = room.log.slice(-20).map(({ id }) => id)
  for (const each of received) expect(eventsOf(each).map(({ id }) => id)).toEqual(ids)
  expect(graph.subgraph('people').requests.length - before).toBe(20)
  expect(graph.subgraph('rooms').sockets.size).toBe(1)
  expect(graph.subgraph('rooms').subscribes.length).toBe(1)
  received[0]?.stop()
  room.post()
  await expect.poll(() => received.map(({ events }) => events.length)).toEqual([20, 21, 21, 21])
  await Promise.all(others.map((one) => one[Symbol.asyncDispose]()))
})

test('another selection, other variables: another stream', async () => {
  const query = 'subscription ($named: Boolean!) { roomEvents { id author @include(if: $named) { name } } }'
  const named = client.subscribe({ query, variables: { named: true } })
  const nameless = client.subscribe({ query, variables: { named: false } })
  await streams(2)
  room.post()
  await expect.poll(() => [named, nameless].map(({ events }) => events.length)).toEqual([1, 1])
  expect(Object.keys(eventsOf(named)[0])).toEqual(['id', 'author'])
  expect(Object.keys(eventsOf(nameless)[0])).toEqual(['id'])
})

test('fragments, aliases and abstract types are as in queries', async () => {
  const received = client.subscribe(`
    subscription Room { ...Root }
    fragment Root on Subscription { happened: roomEvents { ...Event } }
    fragment Event on RoomEvent { number: id ... on HandRaised { by: author { ...Person } } ... on MessagePosted { text } }
    fragment Person on User { called: name }`)
  await streams(1)
  room.post({ __typename: 'HandRaised', author: { id: 'user_3' } })
  await expect.poll(() => received.events.length).toBe(1)
  expect(received.events[0]?.data).toEqual({
    happened: { number: String(room.log.length), by: { called: 'name of user_3' } },
  })
})

test('an error of another subgraph has its place in the event, and the stream goes on', async () => {
  const received = client.subscribe('subscription { roomEvents { id writer: author { name } } }')
  await streams(1)
  room.post({ author: { id: 'user_nameless' } })
  room.post()
  await expect.poll(() => received.events.length).toBe(2)
  const [failed, fine] = received.events
  expect(failed?.data.roomEvents.writer).toEqual({ name: null })
  expect(failed?.errors).toEqual([
    {
      message: 'No name',
      path: ['roomEvents', 'writer', 'name'],
      extensions: { code: 'NOT_FOUND', requestId: expect.any(String) },
    },
  ])
  expect(fine).toEqual({ data: { roomEvents: { id: expect.any(String), writer: { name: 'name of user_1' } } } })
})

test('a null that the schema forbids takes the whole event with it, one that it allows does not', async () => {
  const received = client.subscribe('subscription { roomEvents { id ... on MessagePosted { text } } }')
  const maybe = client.subscribe('subscription { maybe { id } }')
  await streams(2)
  room.post({ text: undefined as never })
  room.post({ __typename: 'HandRaised' })
  await expect.poll(() => [received, maybe].map(({ events }) => events.length)).toEqual([2, 2])
  expect(received.events[0]?.data).toBeNull()
  expect(received.events[0]?.errors?.length).toBe(1)
  expect(maybe.events[1]).toEqual({ data: { maybe: null } })
})

test('a stream that ends, ends; one that fails says so, and nothing of why', async () => {
  const counted = client.subscribe('subscription { count(to: 3) }')
  await expect.poll(() => counted.isOver).toBe(true)
  expect(counted.events).toEqual([{ data: { count: 1 } }, { data: { count: 2 } }, { data: { count: 3 } }])
  expect(counted.errors).toEqual([])
  const broken = client.subscribe('subscription { brokenEvents { id } }')
  await expect.poll(() => broken.isOver).toBe(true)
  expect(broken.events).toMatchObject([
    { data: null, errors: [{ message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] },
  ])
})

test.each([
  ['@include on the root field', 'subscription ($yes: Boolean!) { roomEvents @include(if: $yes) { id } }'],
  ['@skip on a fragment with it', 'subscription ($yes: Boolean!) { ... @skip(if: $yes) { roomEvents { id } } }'],
  [
    '@skip in a fragment',
    'subscription ($yes: Boolean!) { ...Root } fragment Root on Subscription { roomEvents @skip(if: $yes) { id } }',
  ],
  ['@defer', 'subscription ($yes: Boolean!) { roomEvents { id ... @defer { author { name @include(if: $yes) } } } }'],
  ['two root fields', 'subscription ($yes: Boolean!) { roomEvents { id } maybe { id @include(if: $yes) } }'],
  ['a type’s name alone', 'subscription { __typename }'],
])('%s is refused before anything is asked', async (_what, query) => {
  const received = client.subscribe({ query, variables: { yes: true } })
  await expect.poll(() => received.isOver).toBe(true)
  expect(received.errors[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
  expect(received.errors[0]?.message).not.toBe('')
  expect(graph.subgraph('rooms').subscribes).toEqual([])
})

test('what is refused of a subscription as a whole is an error, and of an event a null', async () => {
  const all = client.subscribe('subscription { memberEvents { id } }')
  await expect.poll(() => all.isOver).toBe(true)
  expect(all.errors).toMatchObject([{ path: ['memberEvents'], extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }])
  const part = client.subscribe('subscription { roomEvents { id ... on MessagePosted { secret } } }')
  await streams(1)
  expect(graph.subgraph('rooms').subscribes.at(-1)?.query).not.toContain('secret')
  room.post()
  await expect.poll(() => part.events.length).toBe(1)
  expect(part.events[0]).toMatchObject({
    data: { roomEvents: { secret: null } },
    errors: [{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }],
  })
})

test('over HTTP a subscription is told where to go', async () => {
  const answer = await graph.ask('subscription { roomEvents { id } }')
  expect(answer).toMatchObject({ status: 400, errors: [{ extensions: { code: 'BAD_REQUEST' } }] })
})
