import { createKeyPair } from '@lms/kit/key-pair'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts'
import { connect, type Received, type SocketClient } from './client.ts'
import { admittingRoom, createRoom, people, type Room } from './room.ts'

/* Against a subgraph that speaks the router's protocol: cursors, and one stream for everybody who is admitted. */

let room: Room
let graph: TestGraph
const clients: SocketClient[] = []
beforeEach(async () => {
  room = createRoom()
  graph = await startTestGraph({
    subgraphs: { rooms: admittingRoom(room), people },
    environment: { SUBGRAPH_AUTHENTICATION: 'on', SERVICE_SECRET_KEY: createKeyPair().privateKey },
  })
})
afterEach(async () => {
  for (const client of clients.splice(0)) await client[Symbol.asyncDispose]()
  await graph[Symbol.asyncDispose]()
})

const EVENTS = 'subscription { memberEvents { id author { name } ... on MessagePosted { secret } } }'
const FROM = 'subscription ($after: String) { memberEvents(after: $after) { id } }'

async function member(name: string, roles: string[] = []): Promise<SocketClient> {
  const connectionParams = await graph.signedIn({ sub: name, sid: `session of ${name}`, roles })
  const client = connect(graph.url, { connectionParams })
  clients.push(client)
  return client
}

const subscribed = async (names: string[], query = EVENTS) =>
  Promise.all(names.map(async (name) => (await member(name)).subscribe(query)))
const idsOf = ({ events }: Received) => events.map(({ data }) => data.memberEvents.id)
const audiences = () => room.viewers.filter(({ kind }) => kind === 'audience').length
const streams = (count: number) => expect.poll(() => room.emitter.listenerCount('news')).toBe(count)
const admissions = (count: number) => expect.poll(() => room.emitter.listenerCount('ban')).toBe(count)
const kick = () => {
  for (const socket of graph.subgraph('rooms').sockets) socket.terminate()
}

test('different people who are admitted share one stream, and each event is resolved once', async () => {
  const received = await subscribed(['user_a', 'user_b', 'user_c'])
  await admissions(3)
  await streams(1)
  for (let event = 0; event < 10; event += 1) room.post({ author: { id: `user_${event}` } })
  await expect.poll(() => received.map(({ events }) => events.length)).toEqual([10, 10, 10])
  expect(received[0]?.events[3]).toEqual({
    data: { memberEvents: { id: '4', author: { name: 'name of user_3' }, secret: 'between us' } },
  })
  expect(audiences()).toBe(1)
  expect(graph.subgraph('people').requests.length).toBe(10)
  expect(
    room.viewers
      .filter(({ kind }) => kind === 'user')
      .map(({ sub }) => sub)
      .sort(),
  ).toEqual([...['user_a', 'user_b', 'user_c']])
})

test('whoever sees more has a stream of their own', async () => {
  const [guest] = await subscribed(['user_a'])
  const host = (await member('user_h', ['HOST'])).subscribe(EVENTS)
  await streams(2)
  room.post()
  await expect.poll(() => [guest?.events.length, host.events.length]).toEqual([1, 1])
  expect(room.viewers.map(({ kind }) => kind).sort()).toEqual(['audience', 'user', 'user'])
})

test('whoever is removed gets nothing that happens later, and learns why', async () => {
  const [removed, staying] = await subscribed(['user_a', 'user_b'])
  await admissions(2)
  await streams(1)
  room.post()
  await expect.poll(() => [removed?.events.length, staying?.events.length]).toEqual([1, 1])
  room.ban('user_a')
  room.post()
  await expect.poll(() => removed?.isOver).toBe(true)
  await expect.poll(() => staying?.events.length).toBe(2)
  expect(removed?.errors).toMatchObject([{ message: 'You were removed.', extensions: { code: 'FORBIDDEN' } }])
  expect(removed?.events.length).toBe(1)
  await admissions(1)
})

test('the room is over: everybody gets the last event, and then the end', async () => {
  const received = await subscribed(['user_a', 'user_b'])
  await admissions(2)
  await streams(1)
  room.post({ author: { id: 'user_last' } })
  room.close()
  await expect.poll(() => received.map(({ isOver }) => isOver)).toEqual([true, true])
  expect(received.map(({ errors, events }) => [errors.length, events.length])).toEqual([
    [0, 1],
    [0, 1],
  ])
  await streams(0)
})

test('nobody is left: no stream is', async () => {
  const received = await subscribed(['user_a', 'user_b'])
  await admissions(2)
  await streams(1)
  for (const each of received) each.stop()
  await admissions(0)
  await streams(0)
})

test('a subgraph that is killed and comes back: nobody misses an event or gets one twice', async () => {
  const received = await subscribed(['user_a', 'user_b', 'user_c'])
  const quiet = (await member('user_q')).subscribe(FROM)
  await admissions(4)
  await streams(2)
  room.post()
  await expect.poll(() => received.map(({ events }) => events.length)).toEqual([1, 1, 1])
  await graph.subgraph('rooms').away()
  room.post()
  room.post()
  await graph.subgraph('rooms').back()
  await admissions(4)
  room.post()
  await expect.poll(() => received.map(idsOf)).toEqual(received.map(() => ['1', '2', '3', '4']))
  await expect.poll(() => idsOf(quiet)).toEqual(['1', '2', '3', '4'])
  // Some came back later than others; where they stand at the same event they share a stream again.
  room.post()
  await expect.poll(() => received.map(idsOf)).toEqual(received.map(() => ['1', '2', '3', '4', '5']))
  await streams(2)
  expect([...received, quiet].map(({ isOver }) => isOver)).toEqual([false, false, false, false])
})

test('connections that break again and again lose nothing', async () => {
  const received = await subscribed(['user_a', 'user_b'])
  await admissions(2)
  await streams(1)
  for (let round = 0; round < 5; round += 1) {
    for (let event = 0; event < 20; event += 1) room.post()
    const asked = room.viewers.length
    kick()
    for (let event = 0; event < 20; event += 1) room.post()
    await expect.poll(() => room.viewers.length).toBeGreaterThan(asked + 2)
  }
  const all = room.log.map(({ id }) => id)
  await expect.poll(() => received.map(({ events }) => events.length)).toEqual([200, 200])
  expect(received.map(idsOf)).toEqual([all, all])
})

test('whoever was removed meanwhile gets nothing of what happened since', async () => {
  const [removed, staying] = await subscribed(['user_a', 'user_b'])
  await admissions(2)
  await streams(1)
  room.post()
  await expect.poll(() => removed?.events.length).toBe(1)
  const admits = room.admits
  room.admits = (viewer) => viewer.sub !== 'user_a' && admits(viewer)
  await graph.subgraph('rooms').away()
  room.post()
  await graph.subgraph('rooms').back()
  await expect.poll(() => removed?.isOver).toBe(true)
  await expect.poll(() => staying?.events.length).toBe(2)
  expect([removed?.events.length, removed?.errors[0]?.extensions.code]).toEqual([1, 'FORBIDDEN'])
})

test('clients resume by the argument, and share a stream with whoever stands where they do', async () => {
  for (let event = 0; event < 5; event += 1) room.post()
  const from = async (name: string, after: string | null) =>
    (await member(name)).subscribe({ query: FROM, variables: { after } })
  const two = await from('user_a', '2')
  const four = await from('user_b', '4')
  const now = await from('user_c', null)
  await admissions(3)
  await expect.poll(() => [two, four, now].map(idsOf)).toEqual([['3', '4', '5'], ['5'], []])
  await streams(1)
  const late = await from('user_d', '5')
  await admissions(4)
  room.post()
  await expect
    .poll(() => [two, four, now, late].map(({ events }) => events.at(-1)?.data.memberEvents.id))
    .toEqual(['6', '6', '6', '6'])
  await streams(1)
})
