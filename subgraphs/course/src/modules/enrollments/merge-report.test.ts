import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type LessonState, mergeReport, type Report } from './merge-report.ts'

const now = new Date(Date.UTC(2026, 0, 1))
const apply = (reports: Report[], before: LessonState | null = null) =>
  reports.reduce((state, report) => mergeReport(state, report, now) ?? state, before)

// A client gives a number to one report only.
const reports = fc.uniqueArray(
  fc.record({ positionSeconds: fc.nat(86_400), completed: fc.boolean(), clientSequence: fc.bigInt(0n, 50n) }),
  { selector: ({ clientSequence }) => clientSequence, minLength: 1 },
)

test('reports lead to the same state in any order and however often they come', () => {
  fc.assert(
    fc.property(
      reports.chain((sent) =>
        fc.tuple(fc.constant(sent), fc.shuffledSubarray([...sent, ...sent], { minLength: 2 * sent.length })),
      ),
      ([sent, received]) => {
        expect(apply(received)).toEqual(apply(sent))
      },
    ),
  )
})

test('the place is that of the highest number, and one report of completion is enough', () => {
  fc.assert(
    fc.property(reports, (sent) => {
      const latest = sent.toSorted((a, b) => Number(b.clientSequence - a.clientSequence))[0]
      expect(apply(sent)?.positionSeconds).toBe(latest?.positionSeconds)
      expect(apply(sent)?.completedAt).toEqual(sent.some(({ completed }) => completed) ? now : null)
    }),
  )
})

test('a repeated report says nothing new', () => {
  const report = { positionSeconds: 5, completed: true, clientSequence: 1n }
  expect(mergeReport(mergeReport(null, report, now), report, now)).toBeNull()
})

test('a lesson that a result completed still takes its first place', () => {
  const byResult = { positionSeconds: 0, clientSequence: null, completedAt: now }
  expect(mergeReport(byResult, { positionSeconds: 7, completed: false, clientSequence: 0n }, now)).toEqual({
    positionSeconds: 7,
    clientSequence: 0n,
    completedAt: now,
  })
})
