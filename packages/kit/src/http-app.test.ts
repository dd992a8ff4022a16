import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { createHttpApp } from './http-app.ts'
import { createLogger } from './log.ts'
import { createMetrics } from './metrics.ts'

/** An app whose log lines can be read. */
function createApp() {
  const lines: Record<string, unknown>[] = []
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()))
      done()
    },
  })
  const log = createLogger({ service: 'test-service', level: 'info', destination })
  const metrics = createMetrics('test-service', { processMetrics: false })
  const options = { service: 'test-service', log, metrics, checks: {}, isReady: () => true, bodyLimit: 100 }
  return { app: createHttpApp(options), lines, metrics }
}

test('a failure is masked for the client and told to the log under the same request id', async () => {
  const { app, lines } = createApp()
  app.get('/broken', () => {
    throw new Error('connect ECONNREFUSED 10.0.0.7:5432, password=hunter2')
  })
  const response = await app.inject('/broken')
  const requestId = response.headers['x-request-id']
  expect(response.headers['x-content-type-options']).toBe('nosniff')
  expect(response.statusCode).toBe(500)
  expect(response.json()).toEqual({
    errors: [{ message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR', requestId } }],
  })
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatchObject({ level: 'error', service: 'test-service', requestId, msg: 'request failed' })
  expect(lines[0]?.time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
})

test('what a client did wrong is its own fault, in the shape of GraphQL', async () => {
  const { app } = createApp()
  app.post('/echo', (request) => request.body)
  const post = (payload: string) =>
    app.inject({ method: 'POST', url: '/echo', payload, headers: { 'content-type': 'application/json' } })
  for (const [payload, status] of [
    ['{"a":', 400],
    [JSON.stringify('x'.repeat(200)), 413],
  ] as const) {
    const response = await post(payload)
    expect(response.statusCode).toBe(status)
    expect(response.json().errors[0].extensions.code).toBe('BAD_REQUEST')
  }
  expect((await app.inject('/nothing')).statusCode).toBe(404)
})

test('requests are counted by route, not by what was asked for', async () => {
  const { app, metrics } = createApp()
  app.get('/things/:id', () => 'ok')
  for (const id of ['1', '2', '3']) await app.inject(`/things/${id}`)
  await app.inject('/made-up-1')
  await app.inject('/made-up-2')
  const { values } = await metrics.httpRequests.get()
  const counts = values.filter(({ metricName }) => metricName?.endsWith('_count'))
  expect(counts.map(({ labels, value }) => [labels.route, labels.status, value])).toEqual([
    ['/things/:id', 200, 3],
    ['unknown', 404, 2],
  ])
})
