import { once } from 'node:events'
import { createConnection } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
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

const UPGRADE = [
  'GET /graphql HTTP/1.1',
  'host: router.test',
  'connection: upgrade',
  'upgrade: websocket',
  'sec-websocket-version: 13',
  'sec-websocket-key: MDEyMzQ1Njc4OWFiY2RlZg==',
  'sec-websocket-protocol: graphql-transport-ws',
  '\r\n',
].join('\r\n')

/** A message of a client (RFC 6455 §5.2), masked by zeros. */
function frame(message: string | Buffer, opcode = 1): Buffer {
  const payload = Buffer.from(message as string)
  const length = payload.length < 126 ? [0x80 | payload.length] : [0xfe, payload.length >> 8, payload.length & 0xff]
  return Buffer.concat([Buffer.from([0x80 | opcode, ...length, 0, 0, 0, 0]), payload])
}

const INIT = frame('{"type":"connection_init"}')
const COMPLETE = frame('{"id":"1","type":"complete"}')
const CLOSE = frame(Buffer.from([1_000 >> 8, 1_000 & 0xff]), 8)
const SUBSCRIBE = ['', 'author { name }'].map((more) => {
  const query = `subscription { roomEvents { id ${more} } }`
  return frame(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }))
})

/**
 * Connects, subscribes, and leaves in one of the ways in which clients leave. Bytes by hand, because a client of a library
 * takes more time than all that the router does for it.
 */
async function cycle(number: number): Promise<void> {
  const socket = createConnection(Number(new URL(graph.url).port), '127.0.0.1')
  socket.on('error', () => {})
  const closed = once(socket, 'close')
  socket.write(UPGRADE)
  await once(socket, 'data')
  socket.write(INIT)
  // Each fifth leaves before it is known.
  if (number % 5 !== 0) {
    await once(socket, 'data')
    socket.write(SUBSCRIBE[number % 3 === 0 ? 1 : 0] ?? INIT)
  }
  if (number % 2 === 0) socket.write(COMPLETE)
  if (number % 7 === 0) socket.destroy()
  else socket.write(CLOSE)
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
