import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { planTimes } from './plan-times.ts'

const starts = (startsAtLocal: string, timeZone: string) =>
  planTimes({ startsAtLocal, timeZone, durationMinutes: 60 }).startsAt.toISOString()

test.each([
  ['an ordinary time', '2026-12-01T10:00', 'Europe/Berlin', '2026-12-01T09:00:00.000Z'],
  ['a time that is skipped, as much later', '2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
  ['a time that comes twice, the first of them', '2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
  ['clocks that move by half an hour', '2026-10-04T02:15', 'Australia/Lord_Howe', '2026-10-03T15:45:00.000Z'],
  ['a zone by another of its names', '2026-12-01T10:00', 'Asia/Kolkata', '2026-12-01T04:30:00.000Z'],
])('%s', (_what, local, zone, instant) => {
  expect(starts(local, zone)).toBe(instant)
})

test('ten o’clock stays ten o’clock on both sides of a change of clocks', () => {
  expect(starts('2026-10-19T10:00', 'Europe/Berlin')).toBe('2026-10-19T08:00:00.000Z')
  expect(starts('2026-10-26T10:00', 'Europe/Berlin')).toBe('2026-10-26T09:00:00.000Z')
})

const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
// Within two years around today's rules; minutes, because nobody plans by the second.
const walls = fc
  .integer({ min: Date.UTC(2025, 0) / 60_000, max: Date.UTC(2027, 0) / 60_000 })
  .map((minutes) => new Date(minutes * 60_000).toISOString().slice(0, 16))

test('in every zone the clock shows the planned time at the start, or later only where that time is skipped', () => {
  fc.assert(
    fc.property(walls, zones, (wall, timeZone) => {
      const { startsAt } = planTimes({ startsAtLocal: wall, timeZone, durationMinutes: 30 })
      const at = (instant: Date) =>
        Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone)
      const shown = at(startsAt).toPlainDateTime()
      const planned = Temporal.PlainDateTime.from(wall)
      if (shown.equals(planned)) {
        // Of two such instants it is the first: an hour or so earlier the clock shows another time.
        for (const minutes of [30, 60, 120]) {
          const earlier = at(new Date(startsAt.getTime() - minutes * 60_000)).toPlainDateTime()
          expect(earlier.equals(planned)).toBe(false)
        }
      } else {
        expect(Temporal.PlainDateTime.compare(shown, planned)).toBe(1)
        // Just before the skip the clock was not yet at the planned time.
        const gap = planned.until(shown).total('minutes')
        const before = at(new Date(startsAt.getTime() - gap * 60_000)).toPlainDateTime()
        expect(Temporal.PlainDateTime.compare(before, planned)).toBe(-1)
      }
    }),
    { numRuns: 1_000 },
  )
})

test('a session lasts its minutes, whatever the clocks do meanwhile', () => {
  fc.assert(
    fc.property(walls, zones, fc.integer({ min: 5, max: 720 }), (startsAtLocal, timeZone, durationMinutes) => {
      const { startsAt, endsAt } = planTimes({ startsAtLocal, timeZone, durationMinutes })
      expect(endsAt.getTime() - startsAt.getTime()).toBe(durationMinutes * 60_000)
    }),
  )
})

test.each(['2026-02-30T10:00', '2026-13-01T10:00', '2026-01-01T24:01', 'tomorrow'])('%s is no time', (wall) => {
  expect(() => planTimes({ startsAtLocal: wall, timeZone: 'UTC', durationMinutes: 5 })).toThrow(RangeError)
})
