import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stepsOf } from './steps.ts'

const iso = (dates: Date[]) => dates.map((date) => date.toISOString().slice(0, 10))
const range = (from: string, to: string) => ({ from: new Date(from), to: new Date(to) })

test('months keep to the calendar, weeks to Monday', () => {
  expect(iso(stepsOf(range('2026-01-31T10:00:00Z', '2026-04-01T00:00:00Z'), 'MONTH'))).toEqual([
    '2026-01-01',
    '2026-02-01',
    '2026-03-01',
  ])
  expect(iso(stepsOf(range('2026-11-01T00:00:00Z', '2026-11-09T00:00:00.001Z'), 'WEEK'))).toEqual([
    '2026-10-26',
    '2026-11-02',
    '2026-11-09',
  ])
})

test('the steps of any range cover it without gaps and begin before its end', () => {
  const instants = fc.date({ min: new Date('2020-01-01'), max: new Date('2022-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(instants, instants, fc.constantFrom('DAY', 'WEEK', 'MONTH'), (one, other, interval) => {
      fc.pre(one.getTime() !== other.getTime())
      const [from, to] = one < other ? [one, other] : [other, one]
      const steps = stepsOf({ from, to }, interval)
      expect(steps[0]?.getTime()).toBeLessThanOrEqual(from.getTime())
      expect(steps[1]?.getTime() ?? Number.POSITIVE_INFINITY).toBeGreaterThan(from.getTime())
      expect(steps.at(-1)?.getTime()).toBeLessThan(to.getTime())
      for (const [index, step] of steps.entries()) expect(steps[index + 1] ?? to > step).toBeTruthy()
    }),
  )
})
