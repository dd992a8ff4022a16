import { newId } from '@lms/kit/ids'
import type { Viewer } from '@lms/kit/viewer'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import { factsFor, NOVEMBER, november } from './facts.ts'
import { startTestAnalytics } from './start-analytics.ts'

const subgraph = setUp(startTestAnalytics)
const facts = factsFor(subgraph)

describe('platformStats', () => {
  const ask = (viewer: Viewer | null, range: object | null = NOVEMBER) =>
    subgraph.execute(
      viewer,
      `query ($range: StatsRangeInput) { platformStats(range: $range) { registrations enrollments activeEnrollments
         activeLearners completions completionRate certificates averageScore revenueByCurrency { decimal currency }
         liveAttendance { seconds participants } } }`,
      { range },
    )

  test('adds all courses up and counts each person once', async () => {
    const [knots, splices] = [newId('course'), newId('course')]
    const [ada, also] = [facts.learner(knots), facts.learner(splices)]
    const adaToo = facts.learner(splices, ada.userId)
    await facts.account(november(1), ada.userId)
    await facts.account(november(2))
    await facts.account(new Date('2026-10-01T00:00:00Z'))
    for (const learner of [ada, also, adaToo]) {
      await learner.begins(november(2))
      await learner.progresses(november(3))
    }
    await ada.completes(november(4))
    await ada.isCertified(november(4))
    await ada.isGraded(november(4), 70)
    await also.isGraded(november(4), 80)
    await ada.attends(november(5), 60, 1, 'live_a')
    await adaToo.attends(november(5), 30, 1, 'live_b')
    await facts.sale(november(5), [
      { courseId: knots, minorUnits: '1990', currency: 'EUR' },
      { courseId: splices, minorUnits: '10', currency: 'EUR' },
    ])
    await facts.sale(november(5), [{ courseId: knots, minorUnits: '1500', currency: 'KWD' }])
    const { data } = await ask(createViewer('ADMIN'))
    expect(data.platformStats).toEqual({
      registrations: 2,
      enrollments: 3,
      activeEnrollments: 3,
      activeLearners: 2,
      completions: 1,
      completionRate: 1 / 3,
      certificates: 1,
      averageScore: 75,
      revenueByCurrency: [
        { decimal: '20.00', currency: 'EUR' },
        { decimal: '1.500', currency: 'KWD' },
      ],
      liveAttendance: { seconds: 90, participants: 1 },
    })
  })

  test('is for staff, and of a sensible range', async () => {
    expect((await ask(null)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
    expect((await ask(createViewer('INSTRUCTOR'))).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
    const backwards = { from: NOVEMBER.to, to: NOVEMBER.from }
    expect((await ask(createViewer('ADMIN'), backwards)).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  })
})

describe('learningStats', () => {
  const ask = (viewer: Viewer | null, userId: string) =>
    subgraph.entities(
      viewer,
      [{ __typename: 'User', id: userId }],
      `... on User { learningStats { enrollments activeEnrollments completions certificates lessonsCompleted
         averageScore liveSeconds lastActiveAt } }`,
    )

  test('tells a person how far they have come in all courses since the beginning', async () => {
    const me = createViewer()
    const [knots, splices] = [facts.learner(newId('course'), me.id), facts.learner(newId('course'), me.id)]
    await knots.begins(new Date('2019-01-01T00:00:00Z'))
    await splices.begins(november(1))
    await splices.ends(november(20))
    const lessonId = newId('lesson')
    await knots.finishesLesson(november(2), lessonId)
    await knots.finishesLesson(november(3), lessonId)
    await knots.finishesLesson(november(4))
    await knots.completes(november(4))
    await knots.isCertified(november(4))
    await knots.isGraded(november(5), 90)
    await splices.isGraded(november(5), 60.5)
    await splices.attends(november(6), 1200)
    expect((await ask(me, me.id)).data._entities[0].learningStats).toEqual({
      enrollments: 2,
      activeEnrollments: 1,
      completions: 1,
      certificates: 1,
      lessonsCompleted: 2,
      averageScore: 75.25,
      liveSeconds: 1200,
      lastActiveAt: november(6).toISOString(),
    })
    const beginner = createViewer()
    expect((await ask(beginner, beginner.id)).data._entities[0].learningStats).toMatchObject({
      enrollments: 0,
      averageScore: null,
      lastActiveAt: null,
    })
  })

  test.each([
    ['another learner', createViewer()],
    ['staff', createViewer('ADMIN')],
    ['nobody', null],
  ])('is closed to %s', async (_who, viewer) => {
    const { data, errors } = await ask(viewer, newId('user'))
    expect(data._entities).toEqual([{ __typename: 'User', learningStats: null }])
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN'])
  })
})
