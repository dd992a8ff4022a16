import { freePort } from '@lms/local/ports'
import { startServiceProcess } from '@lms/testkit/service-process'
import { startTraceCollector } from '@lms/testkit/trace-collector'
import { expect, test } from 'vitest'
import { startTestGraph } from '../graph/test-graph.ts'
import { connect, openRaw } from './client.ts'
import { createRoom, people, plainRoom } from './room.ts'

test('what sockets do is told in metrics and traces', async () => {
  const room = createRoom()
  await using collector = await startTraceCollector()
  await using graph = await startTestGraph({ subgraphs: { rooms: plainRoom(room), people } })
  const port = await freePort()
  const router = await startServiceProcess('router', port, {
    NODE_ENV: 'test',
    LOG_LEVEL: 'warn',
    HOST: '127.0.0.1',
    API_GATEWAY_PORT: String(port),
    FRONTEND_URL: 'http://frontend.test',
    SUPERGRAPH_PATH: graph.supergraphPath,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    ...{ AUTHENTICATION: 'off', SUBGRAPH_AUTHENTICATION: 'off', COST_LIMITS: 'off', RATE_LIMIT: 'off' },
    ...{ PERSISTED_OPERATIONS: 'off', AUTOMATIC_PERSISTED_QUERIES: 'off' },
  })
  const metrics = async () => (await fetch(`${router.url}/metrics`)).text()
  const clients = [connect(router.url), connect(router.url)]
  const received = clients.map((client) => client.subscribe('subscription Room { roomEvents { id author { name } } }'))
  await expect.poll(() => room.emitter.listenerCount('news')).toBe(1)
  await Promise.all(clients.map((client) => client.ask('query Rooms { rooms }')))
  for (let event = 0; event < 3; event += 1) room.post({ author: { id: `user_${event}` } })
  await expect.poll(() => received.map(({ events }) => events.length)).toEqual([3, 3])
  await expect(openRaw(router.url, { headers: { origin: 'http://elsewhere.test' } })).rejects.toThrow('403')

  const during = await metrics()
  const value = (text: string, name: string, labels = '') =>
    Number(new RegExp(`^${name}\\{[^}]*${labels}[^}]*\\} (\\S+)$`, 'm').exec(text)?.[1])
  expect(value(during, 'lms_router_sockets')).toBe(2)
  expect(value(during, 'lms_router_subscriptions')).toBe(2)
  expect(value(during, 'lms_router_upstreams', 'subgraph="rooms"')).toBe(1)
  expect(value(during, 'lms_router_events_received_total', 'subgraph="rooms"')).toBe(3)
  expect(value(during, 'lms_router_events_sent_total')).toBe(6)
  expect(value(during, 'lms_router_sockets_refused_total', 'status="403"')).toBe(1)
  expect(value(during, 'lms_router_requests_total', 'operation="Room",outcome="ok"')).toBe(2)
  expect(value(during, 'lms_router_requests_total', 'operation="Rooms",outcome="ok"')).toBe(2)

  received[0]?.stop()
  await clients[0]?.client.dispose()
  clients[1]?.client.terminate()
  await expect.poll(metrics).toMatch(/lms_router_sockets\{[^}]*\} 0$/m)
  const after = await metrics()
  expect(value(after, 'lms_router_subscriptions')).toBe(0)
  expect(value(after, 'lms_router_subscriptions_ended_total', 'reason="client"')).toBe(1)
  expect(value(after, 'lms_router_subscriptions_ended_total', 'reason="socket"')).toBe(1)
  expect(value(after, 'lms_router_sockets_closed_total', 'code="1000"')).toBe(1)
  expect(await router.stop()).toBe(0)

  // One span for an event, whatever the number of its subscribers, and none of it in the trace of whoever was first.
  const events = collector.spans().filter(({ name }) => name === 'subscription event')
  expect(events.length).toBe(3)
  for (const { traceId, spanId, parentSpanId, attributes } of events) {
    expect(parentSpanId).toBeUndefined()
    expect(attributes).toMatchObject({ 'subgraph.name': 'rooms' })
    const within = collector.spans().filter((span) => span.traceId === traceId)
    expect(within.map(({ name }) => name).sort()).toEqual(['subgraph people', 'subscription event'])
    expect(within.find(({ name }) => name === 'subgraph people')?.parentSpanId).toBe(spanId)
  }
  const started = collector.spans().filter(({ name }) => name === 'graphql subscription')
  expect(started.map(({ parentSpanId }) => parentSpanId)).toEqual([undefined, undefined])
  expect(started[0]?.attributes).toMatchObject({ 'graphql.operation.name': 'Room' })
})
