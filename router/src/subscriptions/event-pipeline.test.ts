import { expect, test } from 'vitest'
import { EventPipeline } from './event-pipeline.ts'

const tick = () => new Promise(setImmediate)

function setUp() {
  const delivered: (number | string)[] = []
  const resolvers = new Map<number, () => void>()
  const pipeline = new EventPipeline<number, number>(
    (event) => new Promise((resolve) => resolvers.set(event, () => resolve(event))),
    (event) => delivered.push(event),
  )
  const resolve = async (event: number) => {
    resolvers.get(event)?.()
    await tick()
  }
  return { pipeline, delivered, resolve, resolvers }
}

test('events are resolved at the same time, and handed on in their order', async () => {
  const { pipeline, delivered, resolve, resolvers } = setUp()
  for (const event of [1, 2, 3]) pipeline.take(event)
  expect([...resolvers.keys()]).toEqual([1, 2, 3])
  await resolve(3)
  await resolve(2)
  expect([delivered, pipeline.pending]).toEqual([[], 3])
  await resolve(1)
  expect([delivered, pipeline.pending]).toEqual([[1, 2, 3], 0])
})

test('what is to be done afterwards waits for what was taken before, and not for what is taken later', async () => {
  const { pipeline, delivered, resolve } = setUp()
  pipeline.take(1)
  pipeline.afterPending(() => delivered.push('end of 1'))
  pipeline.take(2)
  await resolve(2)
  expect(delivered).toEqual([])
  await resolve(1)
  expect(delivered).toEqual([1, 'end of 1', 2])
})

test('what is discarded is never handed on, and what comes then does not wait for it', async () => {
  const { pipeline, delivered, resolve } = setUp()
  pipeline.take(1)
  pipeline.afterPending(() => delivered.push('end of 1'))
  pipeline.discard()
  expect(pipeline.pending).toBe(0)
  pipeline.take(2)
  await resolve(2)
  await resolve(1)
  expect([delivered, pipeline.pending]).toEqual([[2], 0])
})
