import { startTracing } from '@lms/kit/start-tracing'
import { activeTraceparent, withSpan } from '@lms/kit/tracing'
import { startTraceCollector } from '@lms/testkit/trace-collector'
import { expect, test } from 'vitest'

const start = (endpoint: string, ratio = 1) =>
  startTracing('test-service', { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: ratio })

test('nothing is traced where no collector is named', async () => {
  const tracing = await startTracing('test-service', {
    OTEL_EXPORTER_OTLP_ENDPOINT: undefined,
    OTEL_TRACES_SAMPLER_ARG: 1,
  })
  expect(withSpan('step', {}, () => activeTraceparent())).toBeUndefined()
  await tracing.stop()
})

test('steps become spans below one another, whether they wait or not, and all are sent before the end', async () => {
  await using collector = await startTraceCollector()
  const tracing = await start(`${collector.url}/`)
  const result = await withSpan('outer', { attributes: { size: 3 } }, async () => {
    await new Promise((resolve) => setImmediate(resolve))
    return withSpan('inner', {}, () => 42)
  })
  await tracing.stop()
  expect(result).toBe(42)
  const [inner, outer] = collector.spans()
  expect(outer).toMatchObject({ name: 'outer', service: 'test-service', attributes: { size: 3 } })
  expect(inner).toMatchObject({ name: 'inner', traceId: outer?.traceId, parentSpanId: outer?.spanId })
})

test('a failure is marked by its kind, without its text, and thrown on', async () => {
  await using collector = await startTraceCollector()
  const tracing = await start(collector.url)
  const fail = () => {
    throw new TypeError('no account for ada@example.com')
  }
  expect(() => withSpan('at once', {}, fail)).toThrow(TypeError)
  await expect(withSpan('later', {}, async () => fail())).rejects.toThrow(TypeError)
  await tracing.stop()
  const spans = collector.spans()
  expect(spans.map(({ name, attributes }) => [name, attributes])).toEqual([
    ['at once', { 'error.type': 'TypeError' }],
    ['later', { 'error.type': 'TypeError' }],
  ])
  expect(JSON.stringify(spans)).not.toContain('ada@example.com')
})

test('what is not kept is not kept behind it either, and what was begun elsewhere is decided there', async () => {
  await using collector = await startTraceCollector()
  const tracing = await start(collector.url, 0)
  const sent = withSpan('not kept', {}, () => activeTraceparent())
  expect(sent).toMatch(/-00$/)
  withSpan('behind what is not kept', { traceparent: sent }, () => {})
  const kept = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
  withSpan('behind what is kept', { traceparent: kept }, () => {})
  await tracing.stop()
  expect(collector.spans()).toMatchObject([{ name: 'behind what is kept', parentSpanId: '00f067aa0ba902b7' }])
})

test('a collector that is away fails nothing', async () => {
  const tracing = await start('http://127.0.0.1:1')
  expect(withSpan('step', {}, () => 'done')).toBe('done')
  await tracing.stop()
})
