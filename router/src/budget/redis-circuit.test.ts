import { createLogger } from '@lms/kit/log'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createRedisCircuit } from './redis-circuit.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

/** A circuit in front of a Redis that can be taken away, and how often that was asked. */
function startCircuit() {
  const circuit = createRedisCircuit(createLogger({ level: 'silent' }))
  const redis = { answer: async () => 'from Redis', asked: 0 }
  const step = async () => {
    const { store } = await circuit.run({
      redis: () => {
        redis.asked += 1
        return redis.answer()
      },
      memory: () => 'from memory',
    })
    return store
  }
  return { redis, step }
}

const fail = async (): Promise<never> => {
  throw new Error('Command timed out')
}

test('an outage is noticed three times, then Redis is left alone', async () => {
  const { redis, step } = startCircuit()
  expect(await step()).toBe('redis')
  redis.answer = fail
  for (let turn = 0; turn < 10; turn += 1) expect(await step()).toBe('memory')
  expect(redis.asked).toBe(1 + 3)
})

test('after a second one request finds out whether Redis is back; the others do not wait for it', async () => {
  const { redis, step } = startCircuit()
  redis.answer = fail
  for (let turn = 0; turn < 3; turn += 1) await step()
  vi.setSystemTime(Date.now() + 1_000)
  const { promise, resolve } = Promise.withResolvers<string>()
  redis.answer = () => promise
  const trial = step()
  expect(await Promise.all([step(), step()])).toEqual(['memory', 'memory'])
  expect(redis.asked).toBe(3 + 1)
  resolve('from Redis')
  expect(await trial).toBe('redis')
  expect(await step()).toBe('redis')
})

test('while the trial fails, the next one is a second later', async () => {
  const { redis, step } = startCircuit()
  redis.answer = fail
  for (let turn = 0; turn < 3; turn += 1) await step()
  vi.setSystemTime(Date.now() + 1_000)
  expect(await Promise.all([step(), step(), step()])).toEqual(['memory', 'memory', 'memory'])
  expect(redis.asked).toBe(3 + 1)
})
