import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts'
import { createRoom, people, plainRoom } from './room.ts'

const CYCLES = 10_000
const AT_ONCE = 50

const room = createRoom()
let graph: TestGraph
beforeAll(async () => {
  graph = await startTestGraph({
    subgraphs: { rooms: plainRoom(room), people },
    environment: { SOCKETS_PER_ADDRESS: '100', SOCKET_KEEPALIVE_MS: '1000' },
  })
})
afterAll(() => graph[Symbol.asyncDispose]())

/** Values of what is counted when it is looked at. */
async function left(): Promise<Record<string, number>> {
  const names = ['lms_router_sockets', 'lms_router_subscriptions', 'lms_router_upstreams']
  const counts = names.map(async (name) => {
    const { values = [] } = (await graph.router.metrics.registry.getSingleMetric(name)?.get()) ?? {}
    return [name, values.reduce((sum, { value }) => sum + value, 0)]
  })
  return Object.fromEntries(await Promise.all(counts))
}

/** Connects, subscribes, and leaves in one of the ways in which clients leave. */
async function cycle(number: number): Promise<void> {
  const ws = new WebSocket(`${graph.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  const closed = new Promise((resolve) => ws.once('close', resolve))
  await new Promise((resolve, reject) => ws.once('open', resolve).once('error', reject))
  ws.send('{"type":"connection_init"}')
  // Each fifth leaves before it is known.
  if (number % 5 !== 0) await new Promise((resolve) => ws.once('message', resolve))
  const query = `subscription { roomEvents { id ${number % 3 === 0 ? 'author { name }' : ''} } }`
  if (number % 5 !== 0) ws.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }))
  if (number % 2 === 0) ws.send('{"id":"1","type":"complete"}')
  if (number % 7 === 0) ws.terminate()
  else ws.close()
  await closed
}

/** Kinds of what keeps a process alive, with how many there are. */
function resources(): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of process.getActiveResourcesInfo()) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

test('ten thousand clients come and go, and nothing of them is left', { timeout: 120_000 }, async () => {
  await Promise.all(Array.from({ length: AT_ONCE }, (_, number) => cycle(number)))
  await expect.poll(left).toEqual({ lms_router_sockets: 0, lms_router_subscriptions: 0, lms_router_upstreams: 0 })
  await expect.poll(() => graph.subgraph('rooms').sockets.size).toBe(0)
  const before = resources()
  let next = AT_ONCE
  const worker = async () => {
    while (next < CYCLES) await cycle(next++)
  }
  const posting = setInterval(() => room.post(), 20)
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  clearInterval(posting)
  await expect.poll(left).toEqual({ lms_router_sockets: 0, lms_router_subscriptions: 0, lms_router_upstreams: 0 })
  await expect.poll(() => room.emitter.listenerCount('news')).toBe(0)
  // The connection to the subgraph is kept for a while, and then it is not.
  await expect.poll(() => graph.subgraph('rooms').sockets.size).toBe(0)
  for (const [name, count] of Object.entries(before))
    await expect.poll(() => resources()[name] ?? 0, { message: name }).toBeLessThanOrEqual(count)
  for (const name of ['Timeout', 'TCPSocketWrap'])
    await expect.poll(() => resources()[name] ?? 0, { message: name }).toBeLessThanOrEqual(before[name] ?? 0)
})
