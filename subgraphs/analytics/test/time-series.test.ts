import { setUp } from '@lms/testkit/set-up'
import { expect, test } from 'vitest'
import { askStats, statsOf } from './ask-stats.ts'
import { factsFor, november } from './facts.ts'
import { startTestAnalytics } from './start-analytics.ts'

const subgraph = setUp(startTestAnalytics)
const facts = factsFor(subgraph)

const seriesOf = (metric: string, interval: string, from: string, to: string) => ({
  selection: `timeSeries(metric: ${metric}, interval: ${interval}) { start value }`,
  range: { from, to },
})

test('a time series has every step of the range, empty ones too', async () => {
  const { courseId, instructor } = await facts.course()
  for (const day of [2, 2, 4]) await facts.learner(courseId).begins(november(day))
  const { selection, range } = seriesOf('ENROLLMENTS', 'DAY', '2026-11-02T12:00:00Z', '2026-11-04T13:00:00Z')
  expect(await statsOf(subgraph, instructor, courseId, selection, range)).toEqual({
    timeSeries: [
      { start: '2026-11-02T00:00:00.000Z', value: 2 },
      { start: '2026-11-03T00:00:00.000Z', value: 0 },
      { start: '2026-11-04T00:00:00.000Z', value: 1 },
    ],
  })
})

test('time series follow people, completions, money and presence by week and month', async () => {
  const { courseId, instructor } = await facts.course()
  await facts.price(courseId, 'EUR')
  const ada = facts.learner(courseId)
  await ada.progresses(november(3))
  await ada.progresses(november(4))
  await ada.completes(november(4))
  await ada.attends(november(12), 90)
  await facts.sale(november(30), [{ courseId, minorUnits: '4900', currency: 'EUR' }])
  await facts.sale(november(30), [{ courseId, minorUnits: '100', currency: 'USD' }])
  await facts.refund(november(29), { courseId, minorUnits: '900', currency: 'EUR' })
  const series = async (metric: string, interval: string, from: string, to: string) => {
    const { selection, range } = seriesOf(metric, interval, from, to)
    const { timeSeries } = await statsOf(subgraph, instructor, courseId, selection, range)
    return timeSeries.map(({ start, value }: { start: string; value: number }) => [start.slice(0, 10), value])
  }
  const weeks = ['2026-11-02', '2026-11-09', '2026-11-16']
  const inWeeks = (metric: string) => series(metric, 'WEEK', '2026-11-03T00:00:00Z', '2026-11-17T00:00:00Z')
  expect(await inWeeks('ACTIVE_LEARNERS')).toEqual([
    [weeks[0], 1],
    [weeks[1], 1],
    [weeks[2], 0],
  ])
  expect(await inWeeks('COMPLETIONS')).toEqual([
    [weeks[0], 1],
    [weeks[1], 0],
    [weeks[2], 0],
  ])
  expect(await inWeeks('LIVE_SECONDS')).toEqual([
    [weeks[0], 0],
    [weeks[1], 90],
    [weeks[2], 0],
  ])
  expect(await series('REVENUE', 'MONTH', '2026-10-31T00:00:00Z', '2026-12-01T00:00:00Z')).toEqual([
    ['2026-10-01', 0],
    ['2026-11-01', 4000],
  ])
})

test('a time series of too many steps is bad input', async () => {
  const { courseId, instructor } = await facts.course()
  const { selection, range } = seriesOf('ENROLLMENTS', 'DAY', '2022-01-01T00:00:00Z', '2026-01-01T00:00:00Z')
  const { errors } = await askStats(subgraph, instructor, [courseId], selection, range)
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT'])
})
