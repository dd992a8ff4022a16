import { expect, test } from 'vitest'
import { chooseMoment, timestamp } from './moment.ts'

test('the moment lies between the two writes of the latest matter that has both', () => {
  const first = [
    { id: 'early', at: 100n },
    { id: 'late', at: 200n },
    { id: 'unanswered', at: 300n },
  ]
  const second = [
    { id: 'early', at: 900n },
    { id: 'late', at: 210n },
  ]
  expect(chooseMoment(first, second)).toEqual({ id: 'late', at: 204n })
})

test('one microsecond is enough, and the first write is within it', () => {
  expect(chooseMoment([{ id: 'a', at: 7n }], [{ id: 'a', at: 8n }])).toEqual({ id: 'a', at: 7n })
})

test('without a second write behind the first there is none', () => {
  expect(chooseMoment([{ id: 'a', at: 7n }], [{ id: 'a', at: 7n }])).toBeNull()
  expect(chooseMoment([{ id: 'a', at: 7n }], [])).toBeNull()
})

test('PostgreSQL gets every microsecond', () => {
  expect(timestamp(BigInt(Date.UTC(2026, 10, 26, 9, 5, 7)) * 1_000n + 42n)).toBe('2026-11-26 09:05:07.000042+00')
})
