import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts'
import { connect, type SocketClient } from './client.ts'
import { createRoom, people, plainRoom } from './room.ts'

const room = createRoom()
let graph: TestGraph
let client: SocketClient
beforeAll(async () => {
  graph = await startTestGraph({ subgraphs: { rooms: plainRoom(room), people } })
  client = connect(graph.url)
})
afterAll(async () => {
  await client[Symbol.asyncDispose]()
  await graph[Symbol.asyncDispose]()
})

test('an event selects fields of any subgraph, in the order of the selection', async () => {
  const received = client.subscribe(`subscription {
    roomEvents { author { name id } ... on MessagePosted { text } __typename id } }`)
  await expect.poll(() => graph.subgraph('rooms').subscribes.length).toBe(1)
  await expect.poll(() => room.emitter.listenerCount('news')).toBe(1)
  room.post()
  room.post({ __typename: 'HandRaised', author: { id: 'user_2' } })
  await expect.poll(() => received.events.length).toBe(2)
  expect(JSON.stringify(received.events.map(({ data }) => data.roomEvents))).toBe(
    JSON.stringify([
      { author: { name: 'name of user_1', id: 'user_1' }, text: 'text 1', __typename: 'MessagePosted', id: '1' },
      { author: { name: 'name of user_2', id: 'user_2' }, __typename: 'HandRaised', id: '2' },
    ]),
  )
  received.stop()
  await expect.poll(() => room.emitter.listenerCount('news')).toBe(0)
})
