import { expect, test } from 'vitest'
import { attemptEnd, isOver } from './attempt-end.ts'

const at = (seconds: number) => new Date(1_800_000_000_000 + seconds * 1_000)

test.each<[string, number | null, Date | null, Date | null]>([
  ['its limit before the quiz closes', 60, at(100), at(60)],
  ['the closing before its limit', 60, at(30), at(30)],
  ['its limit when the quiz never closes', 60, null, at(60)],
  ['the closing when there is no limit', null, at(30), at(30)],
  ['never when there is neither', null, null, null],
])('an attempt ends by %s', (_what, timeLimitSeconds, closesAt, expected) => {
  expect(attemptEnd({ timeLimitSeconds, closesAt }, at(0))).toEqual(expected)
})

test('an attempt is over at its end and not a moment before', () => {
  expect(isOver({ endsAt: at(60) }, new Date(at(60).getTime() - 1))).toBe(false)
  expect(isOver({ endsAt: at(60) }, at(60))).toBe(true)
  expect(isOver({ endsAt: null }, at(1e9))).toBe(false)
})
