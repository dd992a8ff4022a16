import { freePort } from '@lms/local/ports'
import { startServiceProcess } from '@lms/testkit/service-process'
import { startTraceCollector } from '@lms/testkit/trace-collector'
import { expect, test } from 'vitest'

const environmentOf = (port: number, collector: string) => ({
  NODE_ENV: 'test',
  LOG_LEVEL: 'warn',
  HOST: '127.0.0.1',
  API_GATEWAY_PORT: String(port),
  FRONTEND_URL: 'http://frontend.test',
  OTEL_EXPORTER_OTLP_ENDPOINT: collector,
  AUTHENTICATION: 'off',
  SUBGRAPH_AUTHENTICATION: 'off',
  COST_LIMITS: 'off',
  RATE_LIMIT: 'off',
  PERSISTED_OPERATIONS: 'off',
  AUTOMATIC_PERSISTED_QUERIES: 'off',
})

test('a router that is told to stop is not ready any more, and serves on until balancers took note', async () => {
  const port = await freePort()
  const environment = { ...environmentOf(port, ''), OTEL_EXPORTER_OTLP_ENDPOINT: '', DRAIN_MS: '3000' }
  const router = await startServiceProcess('router', port, environment)
  const statusOf = async (path: string) =>
    (await fetch(`${router.url}${path}`, { headers: { 'content-type': 'application/json' } })).status
  expect(await statusOf('/health/ready')).toBe(200)
  const stopped = router.stop()
  await expect.poll(() => statusOf('/health/ready')).toBe(503)
  expect(await statusOf('/graphql?query={__typename}')).toBe(200)
  expect(await stopped).toBe(0)
})

test('a router of its own tells of its process, names itself in traces, and sends the last ones as it stops', async () => {
  await using collector = await startTraceCollector()
  const port = await freePort()
  const router = await startServiceProcess('router', port, environmentOf(port, collector.url))
  try {
    const response = await fetch(`${router.url}/graphql?query={__typename}`, {
      headers: { 'content-type': 'application/json' },
    })
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } })
    const metrics = await (await fetch(`${router.url}/metrics`)).text()
    for (const name of [
      'nodejs_eventloop_lag_p99_seconds',
      'process_resident_memory_bytes',
      'lms_router_requests_total',
    ])
      expect(metrics).toMatch(new RegExp(`^${name}\\{.*service="api-gateway"`, 'm'))
  } finally {
    expect(await router.stop()).toBe(0)
  }
  const root = collector.spans().find(({ name }) => name === 'graphql query')
  expect(root).toMatchObject({ service: 'api-gateway', attributes: { 'http.response.status_code': 200 } })
})
