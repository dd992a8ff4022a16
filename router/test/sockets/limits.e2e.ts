import { tmpdir } from 'node:os'
import { chooseRedis } from '@lms/local/redis'
import { describe, expect, test } from 'vitest'
import { startTestGraph, type TestGraphOptions } from '../graph/test-graph.ts'
import { openRaw, openReady, type RawSocket } from './client.ts'
import { createRoom, people, plainRoom, type Room } from './room.ts'

/* Every limit is met by more at once than it lets through. */

const start = (environment: TestGraphOptions['environment'] = {}, room: Room = createRoom()) =>
  startTestGraph({ subgraphs: { rooms: plainRoom(room), people }, environment: { ...environment } })
const of = (socket: RawSocket, type: string) => socket.messages.filter((message) => message.type === type)
const subscribe = (id: number | string, query = 'subscription { roomEvents { id } }') => ({
  id: String(id),
  type: 'subscribe',
  payload: { query },
})
const times = <Value>(count: number, make: (index: number) => Value) => Array.from({ length: count }, (_, n) => make(n))
const close = (sockets: readonly RawSocket[]) => Promise.all(sockets.map((socket) => socket[Symbol.asyncDispose]()))
const codes = (socket: RawSocket) => of(socket, 'error').map(({ payload }) => payload[0].extensions.code)

test('operations of one socket', async () => {
  const room = createRoom()
  await using graph = await start({ SOCKET_OPERATIONS: '5' }, room)
  await using socket = await openReady(graph.url)
  for (const id of times(20, String)) socket.send(subscribe(id))
  await expect.poll(() => codes(socket)).toEqual(times(15, () => 'THROTTLED'))
  await expect.poll(() => room.emitter.listenerCount('news')).toBe(1)
  room.post()
  await expect.poll(() => of(socket, 'next').length).toBe(5)
  const [{ id }] = of(socket, 'next')
  socket.send({ id, type: 'complete' })
  socket.send(subscribe('next'))
  socket.send(subscribe('one too many'))
  await expect.poll(() => codes(socket).length).toBe(16)
})

test('subscriptions of one caller, over all its sockets', async () => {
  const room = createRoom()
  await using graph = await start({ SUBSCRIPTIONS_PER_CALLER: '3' }, room)
  const sockets = await Promise.all(times(5, () => openReady(graph.url)))
  for (const socket of sockets) for (const id of [1, 2]) socket.send(subscribe(id))
  await expect.poll(() => sockets.flatMap(codes)).toEqual(times(7, () => 'THROTTLED'))
  // Queries are none.
  for (const socket of sockets) socket.send(subscribe('query', '{ rooms }'))
  await expect.poll(() => sockets.flatMap((socket) => of(socket, 'next')).length).toBe(5)
  await close(sockets)
  await expect.poll(() => room.emitter.listenerCount('news')).toBe(0)
  await using again = await openReady(graph.url)
  for (const id of [1, 2, 3, 4]) again.send(subscribe(id))
  await expect.poll(() => codes(again)).toEqual(['THROTTLED'])
})

test('sockets of one person, who may come back when one is closed', async () => {
  await using graph = await start({ SOCKETS_PER_CALLER: '3' })
  const payload = { accessToken: await graph.issuer.token() }
  const sockets = await Promise.all(times(10, () => openReady(graph.url, payload)))
  const outcomes = await Promise.all(
    sockets.map((socket) => (of(socket, 'connection_ack').length === 1 ? 'open' : socket.closed)),
  )
  expect(outcomes.sort()).toEqual([...times(7, () => 4429), ...times(3, () => 'open')])
  await using other = await openReady(graph.url, { accessToken: await graph.issuer.token({ sub: 'user_2' }) })
  expect(of(other, 'connection_ack').length).toBe(1)
  await close(sockets)
  await expect
    .poll(async () => {
      await using again = await openReady(graph.url, payload)
      return of(again, 'connection_ack').length
    })
    .toBe(1)
})

test('sockets of one address that belong to nobody; those of people do not count', async () => {
  await using graph = await start({ SOCKETS_PER_ADDRESS: '4', SOCKETS_PER_CALLER: '100' })
  const payload = { accessToken: await graph.issuer.token() }
  for (const _ of times(6, String)) expect(of(await openReady(graph.url, payload), 'connection_ack').length).toBe(1)
  const opened = await Promise.allSettled(times(10, () => openReady(graph.url)))
  const sockets = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  expect(sockets.length).toBe(4)
  expect(opened.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { message: expect.stringContaining('429') },
  })
  await close(sockets)
  await expect
    .poll(() =>
      openReady(graph.url).then(
        () => 'open',
        () => 'refused',
      ),
    )
    .toBe('open')
})

test('the client’s address is what the trusted proxies say', async () => {
  await using graph = await start({ SOCKETS_PER_ADDRESS: '1', TRUSTED_PROXIES: '1' })
  const from = (address: string) => openRaw(graph.url, { headers: { 'x-forwarded-for': address } })
  await using _one = await from('203.0.113.1')
  await using _other = await from('203.0.113.2')
  // What a client adds in front counts for nothing.
  await expect(from('198.51.100.1, 203.0.113.1')).rejects.toThrow('429')
})

test('sockets in all', async () => {
  await using graph = await start({ SOCKETS_IN_ALL: '3' })
  const opened = await Promise.allSettled(times(8, () => openReady(graph.url)))
  expect(opened.filter(({ status }) => status === 'fulfilled').length).toBe(3)
  expect(opened.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { message: expect.stringContaining('503') },
  })
})

describe('costs', () => {
  const metered = async (environment: TestGraphOptions['environment'], room: Room) => {
    const redis = await chooseRedis({ dir: tmpdir(), programs: [] })
    const client = redis.createClient()
    const graph = await startTestGraph({
      subgraphs: { rooms: plainRoom(room), people },
      environment: { COST_LIMITS: 'enforce', REDIS_URL: 'redis://unused.invalid', ...environment },
      overrides: { redis: client },
    })
    const steps = async () => {
      const { values } = (await graph.router.metrics.registry
        .getSingleMetric('lms_router_budget_steps_total')
        ?.get()) ?? {
        values: [],
      }
      return values.reduce((sum, { value }) => sum + value, 0)
    }
    const left = async () => {
      const { extensions } = await graph.ask('{ rooms __typename }')
      return extensions.cost.throttleStatus.currentlyAvailable as number
    }
    return {
      graph,
      steps,
      left,
      async [Symbol.asyncDispose]() {
        await graph[Symbol.asyncDispose]()
        client.disconnect()
        await redis.stop()
      },
    }
  }
  const dear = 'subscription { roomEvents { id author { name } } }'

  test('connecting, subscribing and each event are paid for, mostly in advance, and what is left goes back', async () => {
    const room = createRoom()
    await using setup = await metered({ COST_BUDGET_ANONYMOUS: '100000:1' }, room)
    const { graph, left, steps } = setup
    const before = await left()
    const socket = await openReady(graph.url)
    const connected = await left()
    expect(before - connected).toBeGreaterThanOrEqual(10)
    socket.send(subscribe('1', dear))
    await expect.poll(() => room.emitter.listenerCount('news')).toBe(1)
    const stepsBefore = await steps()
    for (const sent of times(4, (batch) => 50 * (batch + 1))) {
      for (const _ of times(50, String)) room.post()
      await expect.poll(() => of(socket, 'next').length).toBe(sent)
    }
    expect((await steps()) - stepsBefore).toBeLessThan(20)
    await socket[Symbol.asyncDispose]()
    // An event and its author cost a point each, and two more for what it is fetched by at most.
    await expect.poll(async () => before - (await left())).toBeLessThan(200 * 4 + 50)
    expect(before - (await left())).toBeGreaterThan(200 * 2)
  })

  test('an empty budget ends the subscription, and the next one is refused', async () => {
    const room = createRoom()
    await using setup = await metered({ COST_BUDGET_ANONYMOUS: '200:1' }, room)
    await using socket = await openReady(setup.graph.url)
    socket.send(subscribe('1', dear))
    await expect.poll(() => room.emitter.listenerCount('news')).toBe(1)
    await expect
      .poll(
        () => {
          room.post()
          return codes(socket)
        },
        { interval: 1 },
      )
      .toEqual(['THROTTLED'])
    expect(of(socket, 'next').length).toBeGreaterThan(20)
    expect(of(socket, 'next').length).toBeLessThan(200)
    await expect.poll(() => room.emitter.listenerCount('news')).toBe(0)
    socket.send(subscribe('2', '{ rooms again: rooms }'))
    await expect.poll(() => of(socket, 'complete').length + codes(socket).length).toBe(2)
  })

  test('too little for a socket: it is closed for the client to try again later', async () => {
    await using setup = await metered({ COST_BUDGET_ANONYMOUS: '15:1' }, createRoom())
    await using first = await openReady(setup.graph.url)
    expect(of(first, 'connection_ack').length).toBe(1)
    await using socket = await openRaw(setup.graph.url)
    first.send(subscribe('1', '{ rooms }'))
    socket.send({ type: 'connection_init' })
    expect(await socket.closed).toBe(1013)
  })

  test('more than one operation may cost is refused', async () => {
    await using setup = await metered({ MAX_OPERATION_COST: '1' }, createRoom())
    await using socket = await openReady(setup.graph.url)
    socket.send(subscribe('1', dear))
    await expect.poll(() => codes(socket)).toEqual(['MAX_COST_EXCEEDED'])
  })

  test('requests of nobody are counted over sockets, too', async () => {
    await using setup = await metered({ RATE_LIMIT: 'on', RATE_LIMIT_MAX_REQUESTS: '5' }, createRoom())
    await using socket = await openReady(setup.graph.url)
    for (const id of times(10, String)) socket.send(subscribe(id, '{ rooms }'))
    // One for connecting.
    await expect.poll(() => codes(socket)).toEqual(times(6, () => 'THROTTLED'))
    await expect.poll(() => of(socket, 'next').length).toBe(4)
  })
})
