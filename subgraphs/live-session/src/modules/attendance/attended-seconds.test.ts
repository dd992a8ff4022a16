import fc from 'fast-check'
import { expect, test } from 'vitest'
import { attendedSeconds, attendedShare, type Span } from './attended-seconds.ts'

const span = (from: number, until: number): Span => ({ from: new Date(from * 1000), until: new Date(until * 1000) })
const hour = span(0, 3_600)

test.each([
  ['nobody', [], 0],
  ['a stay from start to end', [span(0, 3_600)], 3_600],
  ['a stay that began before and went on after', [span(-600, 9_000)], 3_600],
  ['a stay before and one after', [span(-600, 0), span(3_600, 4_000)], 0],
  ['reconnecting six times for fifty seconds', [0, 60, 120, 180, 240, 300].map((at) => span(at, at + 50)), 300],
  ['two devices at the same time', [span(0, 1_000), span(500, 1_500)], 1_500],
  ['a device within the stay of another', [span(0, 1_000), span(100, 200), span(150, 900)], 1_000],
])('%s', (_what, stays, seconds) => {
  expect(attendedSeconds(stays, hour)).toBe(seconds)
})

const spans = fc
  .tuple(fc.integer({ min: -50, max: 150 }), fc.integer({ min: 0, max: 60 }))
  .map(([from, length]) => span(from, from + length))

test('it is the number of seconds of the window that some stay covers, in whatever order the stays come', () => {
  fc.assert(
    fc.property(fc.array(spans, { maxLength: 8 }), fc.integer({ min: 0, max: 100 }), (stays, length) => {
      const window = span(0, length)
      const covered = Array.from({ length }, (_, second) => second * 1000).filter((instant) =>
        stays.some(({ from, until }) => from.getTime() <= instant && instant < until.getTime()),
      )
      expect(attendedSeconds(stays, window)).toBe(covered.length)
      expect(attendedSeconds(stays.toReversed(), window)).toBe(covered.length)
    }),
  )
})

test('cutting a stay in two or repeating it changes nothing; parts of a second add up', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 1, max: 9 }), (milliseconds, parts) => {
      const window = { from: new Date(0), until: new Date(200_000) }
      const cuts = Array.from({ length: parts + 1 }, (_, index) => new Date(Math.round((milliseconds * index) / parts)))
      const stays = cuts.slice(1).map((until, index) => ({ from: cuts[index] ?? new Date(0), until }))
      const whole = attendedSeconds([{ from: new Date(0), until: new Date(milliseconds) }], window)
      expect(attendedSeconds([...stays, ...stays], window)).toBe(whole)
    }),
  )
})

test('a share is a part of the window', () => {
  expect(attendedShare(1_800, hour)).toBe(0.5)
  expect(attendedShare(1, span(0, 3))).toBe(0.3333)
  expect(attendedShare(0, span(0, 0))).toBe(1)
})
