import fc from 'fast-check'
import { Counter, Histogram, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { QuickCounter } from './quick-counter.ts'
import { QuickHistogram } from './quick-histogram.ts'

const observation = fc.record({
  route: fc.constantFrom('/a', '/b', '/c'),
  status: fc.constantFrom(200, 404),
  value: fc.constantFrom(0, 0.5, 1, 1.5, 2, 3, 1_000),
})
const described = { name: 'a_metric', help: 'What it is', labelNames: ['route', 'status'] as const }

/** A metric alone in a registry. */
function inRegistry<Metric>(create: (registry: Registry) => Metric) {
  const registry = new Registry()
  registry.setDefaultLabels({ service: 'a-service' })
  return { registry, metric: create(registry) }
}

test('a histogram tells what one of prom-client tells, each time that it is asked', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(observation), { maxLength: 3 }), async (turns) => {
      const theirs = inRegistry(
        (registry) => new Histogram({ ...described, buckets: [0.5, 1, 2], registers: [registry] }),
      )
      const ours = inRegistry(
        (registry) => new QuickHistogram({ ...described, buckets: [0.5, 1, 2], registers: [registry] }),
      )
      for (const observations of turns) {
        for (const { route, status, value } of observations) {
          theirs.metric.observe({ route, status }, value)
          ours.metric.record(value, route, status)
        }
        expect(await ours.registry.metrics()).toBe(await theirs.registry.metrics())
        expect(await ours.metric.get()).toEqual(await theirs.metric.get())
      }
    }),
  )
})

test('a counter tells what one of prom-client tells, each time that it is asked', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(observation), { maxLength: 3 }), async (turns) => {
      const theirs = inRegistry((registry) => new Counter({ ...described, registers: [registry] }))
      const ours = inRegistry((registry) => new QuickCounter({ ...described, registers: [registry] }))
      for (const observations of turns) {
        for (const { route, status } of observations) {
          theirs.metric.inc({ route, status })
          ours.metric.count(route, status)
        }
        expect(await ours.registry.metrics()).toBe(await theirs.registry.metrics())
      }
    }),
  )
})

test('without labels there is a series before anything happened', async () => {
  const plain = { name: 'a_metric', help: 'What it is' }
  const theirs = inRegistry((registry) => new Histogram({ ...plain, buckets: [1], registers: [registry] }))
  const ours = inRegistry((registry) => new QuickHistogram({ ...plain, buckets: [1], registers: [registry] }))
  expect(await ours.registry.metrics()).toBe(await theirs.registry.metrics())
  theirs.metric.observe(0.5)
  ours.metric.record(0.5)
  expect(await ours.registry.metrics()).toBe(await theirs.registry.metrics())
  const counted = inRegistry((registry) => new QuickCounter({ ...plain, registers: [registry] }))
  expect(await counted.registry.metrics()).toContain('a_metric{service="a-service"} 0')
})
