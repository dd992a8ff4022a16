import { expect, test } from 'vitest'
import { describeRestored, isKept } from './print-restored.ts'
import type { Restored } from './run-drill.ts'

const at = (time: string) => new Date(`2026-12-01T${time}Z`)

const restored: Restored = {
  goal: 'latest',
  lastCommit: at('08:30:00.000'),
  crashedAt: at('09:00:00.000'),
  readyAt: at('12:00:00.000'),
  laps: [{ name: 'restored', ms: 1_500 }],
  before: { events: 120, orders: 12 },
  after: { events: 100, orders: 9 },
  recovery: '',
  invariants: 12,
  compared: { events: 300, orders: 30 },
  breaks: [],
}

test('what is lost and how long it took is said beside what is promised', () => {
  const lines = describeRestored(restored).join('\n')
  expect(lines).toContain('20 of 120 events, 3 of 12 orders')
  expect(lines).toContain('1800.0 s, promised 1 h')
  expect(lines).toContain('10800.0 s, promised 4 h')
  expect(lines).toContain('restored 1.5 s')
  expect(lines).toContain('12 hold, over 8 databases with 300 events and 30 orders')
})

test.each([
  { what: 'all as promised', change: {}, kept: true },
  { what: 'more than an hour is lost', change: { lastCommit: at('07:59:00.000') }, kept: false },
  { what: 'an early moment was chosen', change: { lastCommit: at('07:59:00.000'), goal: 'moment' }, kept: true },
  { what: 'it took more than four hours', change: { readyAt: at('13:00:01.000') }, kept: false },
  { what: 'something does not hold', change: { breaks: ['money is missing'] }, kept: false },
] as const)('kept is it, or not, where $what', ({ change, kept }) => {
  expect(isKept({ ...restored, ...change, breaks: [...('breaks' in change ? change.breaks : [])] })).toBe(kept)
})
