import { newId } from '@lms/kit/ids'
import { countStatements } from '@lms/testkit/count-statements'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import { askStats, statsOf } from './ask-stats.ts'
import { factsFor, NOVEMBER, november } from './facts.ts'
import { startTestAnalytics } from './start-analytics.ts'

const subgraph = setUp(startTestAnalytics)
const facts = factsFor(subgraph)

test('a course without learners has zeros, and nothing where nothing can be said', async () => {
  const { courseId, instructor } = await facts.course()
  expect(await statsOf(subgraph, instructor, courseId)).toEqual({
    enrollments: 0,
    activeEnrollments: 0,
    activeLearners: 0,
    completions: 0,
    completionRate: null,
    certificates: 0,
    averageScore: null,
    revenue: null,
    revenueByCurrency: [],
    liveAttendance: { seconds: 0, participants: 0 },
  })
})

test('everything that learners do in a course is counted', async () => {
  const { courseId, instructor } = await facts.course()
  await facts.price(courseId, 'EUR')
  const [ada, bob, eve] = [facts.learner(courseId), facts.learner(courseId), facts.learner(courseId)]
  await facts.sale(november(2), [{ courseId, minorUnits: '4900', currency: 'EUR' }], ada.userId)
  await facts.sale(november(2), [{ courseId, minorUnits: '3900', currency: 'EUR' }], bob.userId)
  await ada.begins(november(2))
  await bob.begins(november(2))
  await eve.begins(november(3))
  await ada.progresses(november(3))
  await ada.finishesLesson(november(4))
  await bob.startsQuiz(november(4))
  await bob.submitsQuiz(november(4, 13))
  await ada.isGraded(november(5), 91.25)
  await bob.isGraded(november(5), 60)
  await ada.completes(november(6))
  await ada.isCertified(november(6))
  await ada.attends(november(7), 1800)
  await bob.attends(november(7), 900)
  await bob.ends(november(8))
  expect(await statsOf(subgraph, instructor, courseId)).toEqual({
    enrollments: 3,
    activeEnrollments: 2,
    activeLearners: 2,
    completions: 1,
    completionRate: 1 / 3,
    certificates: 1,
    averageScore: 75.63,
    revenue: { minorUnits: 8800, currency: 'EUR', decimal: '88.00' },
    revenueByCurrency: [{ decimal: '88.00', currency: 'EUR' }],
    liveAttendance: { seconds: 2700, participants: 2 },
  })
})

describe('what counts', () => {
  test('is what became true in the range, its beginning included and its end not', async () => {
    const { courseId, instructor } = await facts.course()
    await facts.price(courseId, 'EUR')
    for (const at of ['2026-10-31T23:59:59.999Z', NOVEMBER.from, '2026-11-30T23:59:59.999Z', NOVEMBER.to]) {
      const learner = facts.learner(courseId)
      const time = new Date(at)
      await learner.begins(time)
      await learner.progresses(time)
      await learner.completes(time)
      await learner.isGraded(time, 50)
      await learner.attends(time, 60, 1, newId('live'))
      await facts.sale(time, [{ courseId, minorUnits: '100', currency: 'EUR' }])
    }
    expect(await statsOf(subgraph, instructor, courseId)).toMatchObject({
      enrollments: 2,
      activeLearners: 2,
      completions: 2,
      averageScore: 50,
      revenue: { decimal: '2.00' },
      liveAttendance: { seconds: 120, participants: 2 },
    })
  })

  test('is the last 30 days when no range is given', async () => {
    const { courseId, instructor } = await facts.course()
    const daysAgo = (days: number) => new Date(subgraph.clock.now().getTime() - days * 24 * 60 * 60_000)
    for (const days of [0, 29, 31]) await facts.learner(courseId).begins(daysAgo(days))
    expect(await statsOf(subgraph, instructor, courseId, 'enrollments', null)).toEqual({ enrollments: 2 })
  })

  test('is a learner’s own doing: an attempt whose time ran out is none, handing in and attending are', async () => {
    const { courseId, instructor } = await facts.course()
    await facts.learner(courseId).submitsQuiz(november(4), 'TIME_OVER')
    await facts.learner(courseId).attends(november(4), 0)
    const activeLearners = () => statsOf(subgraph, instructor, courseId, 'activeLearners')
    expect(await activeLearners()).toEqual({ activeLearners: 0 })
    const ada = facts.learner(courseId)
    await ada.handsIn(november(4))
    await ada.attends(november(5), 10)
    await facts.learner(courseId).attends(november(5), 10)
    expect(await activeLearners()).toEqual({ activeLearners: 2 })
  })

  test('is the latest version of a grade, of an attendance and of an enrolment, in whatever order they arrive', async () => {
    const { courseId, instructor } = await facts.course()
    const ada = facts.learner(courseId)
    await ada.isGraded(november(9), 80, 2)
    await ada.isGraded(november(8), 40, 1)
    await ada.attends(november(9), 500, 2)
    await ada.attends(november(8), 100, 1)
    await ada.completes(november(9))
    await ada.ends(november(4), 2)
    await ada.begins(november(5), 3)
    await ada.begins(november(3), 1)
    expect(await statsOf(subgraph, instructor, courseId)).toMatchObject({
      enrollments: 1,
      activeEnrollments: 1,
      completions: 1,
      completionRate: 1,
      averageScore: 80,
      liveAttendance: { seconds: 500, participants: 1 },
    })
  })

  test('is money by its currency: revenue in the course’s present one, the others beside it', async () => {
    const { courseId, instructor } = await facts.course()
    const other = await facts.course()
    await facts.price(courseId, 'JPY', 2)
    await facts.price(courseId, 'EUR', 1)
    await facts.sale(november(2), [
      { courseId, minorUnits: '9007199254740991', currency: 'EUR' },
      { courseId: other.courseId, minorUnits: '1', currency: 'EUR' },
    ])
    await facts.sale(november(3), [{ courseId, minorUnits: '9007199254740991', currency: 'EUR' }])
    const revenue = () =>
      statsOf(subgraph, instructor, courseId, 'revenue { decimal currency } revenueByCurrency { minorUnits decimal }')
    expect(await revenue()).toEqual({
      revenue: { decimal: '0', currency: 'JPY' },
      revenueByCurrency: [{ minorUnits: '18014398509481982', decimal: '180143985094819.82' }],
    })
    await facts.sale(november(4), [{ courseId, minorUnits: '1200', currency: 'JPY' }])
    expect((await revenue()).revenue).toEqual({ decimal: '1200', currency: 'JPY' })
  })

  test('is net of refunds, on the day of the refund: partial ones, by currency, late and stale versions', async () => {
    const { courseId, instructor } = await facts.course()
    await facts.price(courseId, 'EUR')
    const [eur, usd] = [
      { courseId, minorUnits: '4900', currency: 'EUR' },
      { courseId, minorUnits: '500', currency: 'USD' },
    ]
    const refundId = newId('refund')
    // The refund is heard of before the sale.
    await facts.refund(november(20), { ...eur, minorUnits: '900' }, { refundId, version: 3 })
    await facts.refund(november(21), { ...eur, minorUnits: '4900' }, { refundId, version: 2 })
    await facts.sale(november(2), [eur])
    await facts.sale(november(2), [eur])
    await facts.refund(november(22), usd)
    const money = (from: number, to: number) =>
      statsOf(
        subgraph,
        instructor,
        courseId,
        'revenue { minorUnits } revenueByCurrency { minorUnits currency } refundedByCurrency { minorUnits currency }',
        { from: november(from, 0).toISOString(), to: november(to, 0).toISOString() },
      )
    expect(await money(1, 10)).toEqual({
      revenue: { minorUnits: 9800 },
      revenueByCurrency: [{ minorUnits: 9800, currency: 'EUR' }],
      refundedByCurrency: [],
    })
    expect(await money(10, 30)).toEqual({
      revenue: { minorUnits: -900 },
      revenueByCurrency: [
        { minorUnits: -900, currency: 'EUR' },
        { minorUnits: -500, currency: 'USD' },
      ],
      refundedByCurrency: [
        { minorUnits: 900, currency: 'EUR' },
        { minorUnits: 500, currency: 'USD' },
      ],
    })
  })
})

describe('freshness', () => {
  test('is told by the latest fact and grows until the next', async () => {
    await using fresh = await startTestAnalytics()
    const own = factsFor(fresh)
    const admin = createViewer('ADMIN')
    const freshness = async () =>
      (await fresh.execute(admin, '{ platformStats { asOf lagSeconds } }')).data.platformStats
    expect(await freshness()).toEqual({ asOf: null, lagSeconds: null })
    const time = fresh.clock.now()
    await own.account(time)
    await own.account(new Date(time.getTime() - 60_000))
    fresh.clock.advance(90_000)
    const { asOf, lagSeconds } = await freshness()
    expect(asOf).toBe(time.toISOString())
    expect(lagSeconds).toBeGreaterThanOrEqual(90)
    fresh.clock.advance(-180_000)
    expect((await freshness()).lagSeconds).toBe(0)
  })
})

describe('who sees it', () => {
  test('the course’s instructor and staff; for everybody else the statistics are null', async () => {
    const { courseId, instructor } = await facts.course()
    const student = facts.learner(courseId)
    await student.begins(november(2))
    for (const viewer of [instructor, createViewer('ADMIN')]) {
      expect(await statsOf(subgraph, viewer, courseId, 'enrollments')).toEqual({ enrollments: 1 })
    }
    const others = [{ ...createViewer(), id: student.userId }, createViewer('INSTRUCTOR'), null]
    for (const viewer of others) {
      const { data, errors } = await askStats(subgraph, viewer, [courseId, newId('course')], 'enrollments')
      expect(data._entities).toEqual([{ stats: null }, { stats: null }])
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN', 'FORBIDDEN'])
    }
  })

  test('an instructor among other people’s courses sees the own one', async () => {
    const [own, foreign] = [await facts.course(), await facts.course()]
    const { data } = await askStats(subgraph, own.instructor, [foreign.courseId, own.courseId], 'enrollments')
    expect(data._entities).toEqual([{ stats: null }, { stats: { enrollments: 0 } }])
  })
})

test.each([
  ['ends before it begins', { from: NOVEMBER.to, to: NOVEMBER.from }],
  ['is empty', { from: NOVEMBER.from, to: NOVEMBER.from }],
  ['is longer than five years', { from: '2020-02-29T00:00:00Z', to: '2025-03-01T00:00:00.001Z' }],
  ['lies before computers', { from: '0000-01-01T00:00:00Z', to: '0001-01-01T00:00:00Z' }],
  ['is no time', { from: 'yesterday', to: 'today' }],
])('a range that %s is bad input', async (_what, range) => {
  const { courseId, instructor } = await facts.course()
  const { errors } = await askStats(subgraph, instructor, [courseId], 'enrollments', range)
  expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
})

test('twenty courses take the same number of statements as two', async () => {
  const courses: string[] = []
  for (let index = 0; index < 20; index++) {
    const { courseId } = await facts.course()
    await facts.learner(courseId).begins(november(2))
    courses.push(courseId)
  }
  const admin = createViewer('ADMIN')
  const selection = `enrollments revenueByCurrency { decimal } asOf timeSeries(metric: ENROLLMENTS) { value }`
  const statements = (count: number, range: typeof NOVEMBER | null) =>
    countStatements(subgraph, async () => {
      const { errors } = await askStats(subgraph, admin, courses.slice(0, count), selection, range)
      expect(errors).toBeUndefined()
    })
  expect(await statements(20, NOVEMBER)).toBe(await statements(2, NOVEMBER))
  expect(await statements(20, null)).toBe(await statements(2, null))
})
