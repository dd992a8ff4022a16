import { certificateIssued, courseCompleted, lessonCompleted, progressRecorded } from '@lms/contracts/course'
import { newId } from '@lms/kit/ids'
import type { Viewer } from '@lms/kit/viewer'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import {
  article,
  enrolledLearner,
  enrollmentOf,
  eventsOf,
  mutate,
  publishedCourse,
  refusals,
  startTestCourse,
} from './start-course.ts'

const course = setUp(startTestCourse)

const admin = createViewer('ADMIN')

let sequence = 0
/** Reports progress; each report has a higher number unless told otherwise. */
function report(viewer: Viewer | null, input: Record<string, unknown>) {
  return mutate(course, viewer, 'recordProgress', { positionSeconds: 0, clientSequence: ++sequence, ...input })
}

describe('recordProgress', () => {
  const begin = async (lessons = [article(), article(), article()]) => {
    const made = await publishedCourse(course, { lessons })
    return { ...made, ...(await enrolledLearner(course, made.id)), lessonIds: made.lessons.map(({ id }) => id) }
  }
  const positionOf = async (viewer: Viewer, courseId: string, lessonId: string | undefined) =>
    (
      await course.execute(
        viewer,
        'query ($id: ID!, $lessonId: ID!) { course(id: $id) { lesson(id: $lessonId) { viewerProgress { positionSeconds completedAt } } } }',
        { id: courseId, lessonId },
      )
    ).data.course.lesson.viewerProgress

  test('keeps the place, shows where to go on, and completes the course with its last lesson', async () => {
    const { learner, enrollmentId, lessonIds } = await begin()
    const [first, second, third] = lessonIds
    const progressAfter = async (input: object) => (await report(learner, { enrollmentId, ...input })).enrollment
    expect((await progressAfter({ lessonId: second, positionSeconds: 30 })).progress).toEqual({
      percent: 0,
      completedLessons: 0,
      totalLessons: 3,
      resumeLesson: { id: second },
      resumePositionSeconds: 30,
    })
    expect((await progressAfter({ lessonId: second, completed: true })).progress).toMatchObject({
      percent: 33,
      completedLessons: 1,
      resumeLesson: { id: first },
      resumePositionSeconds: 0,
    })
    expect((await progressAfter({ lessonId: third, completed: true })).progress.percent).toBe(66)
    const done = await progressAfter({ lessonId: first, completed: true })
    expect(done.progress).toEqual({
      percent: 100,
      completedLessons: 3,
      totalLessons: 3,
      resumeLesson: null,
      resumePositionSeconds: null,
    })
    expect(done.completedAt).not.toBeNull()
    expect(done.certificate.serial).toMatch(/^\w{5}-\w{5}-\w{5}-\w{5}$/)
    const events = (await course.outbox()).filter(({ subject }) => subject === enrollmentId)
    expect(events.map(({ type }) => type.split('.')[2])).toEqual([
      'enrollment-activated',
      'progress-recorded',
      ...['progress-recorded', 'lesson-completed', 'progress-recorded', 'lesson-completed'],
      ...['progress-recorded', 'lesson-completed', 'completed'],
    ])
    expect(events.map(({ aggregateversion }) => aggregateversion)).toEqual(events.map((_, index) => index + 1))
    const recorded = await eventsOf(course, progressRecorded, enrollmentId)
    expect(recorded.map(({ data }) => [data.lessonId, data.positionSeconds, data.percent])).toEqual([
      [second, 30, 0],
      [second, 0, 33],
      [third, 0, 66],
      [first, 0, 100],
    ])
  })

  test('reports that come twice, late or all at once have the effect of the latest, once', async () => {
    const { id, learner, enrollmentId, lessonIds } = await begin()
    const lessonId = lessonIds[0]
    const reports = [
      { positionSeconds: 10, clientSequence: 1 },
      { positionSeconds: 20, clientSequence: 2, completed: true },
      { positionSeconds: 15, clientSequence: 3 },
    ]
    await Promise.all(
      [...reports, ...reports, ...reports].map((one) => report(learner, { enrollmentId, lessonId, ...one })),
    )
    await report(learner, { enrollmentId, lessonId, positionSeconds: 99, clientSequence: 2 })
    expect(await positionOf(learner, id, lessonId)).toEqual({ positionSeconds: 15, completedAt: expect.any(String) })
    expect(await eventsOf(course, lessonCompleted, enrollmentId)).toHaveLength(1)
    expect((await eventsOf(course, progressRecorded, enrollmentId)).length).toBeLessThanOrEqual(3)
  })

  test('two tabs that complete the last two lessons at once complete the course once', async () => {
    const { learner, enrollmentId, lessonIds } = await begin()
    await Promise.all(lessonIds.map((lessonId) => report(learner, { enrollmentId, lessonId, completed: true })))
    expect(await eventsOf(course, courseCompleted, enrollmentId)).toHaveLength(1)
    const issued = (await course.outbox(certificateIssued)).filter(({ data }) => data.enrollmentId === enrollmentId)
    expect(issued).toHaveLength(1)
  })

  test('a request with two reports shows the state after each', async () => {
    const { learner, enrollmentId, lessonIds } = await begin()
    const one = (alias: string, lessonId: string | undefined) =>
      `${alias}: recordProgress(input: { enrollmentId: "${enrollmentId}", lessonId: "${lessonId}", positionSeconds: 1, completed: true, clientSequence: 1 }) { enrollment { progress { completedLessons } } }`
    const { data } = await course.execute(learner, `mutation { ${one('a', lessonIds[0])} ${one('b', lessonIds[1])} }`)
    expect([data.a, data.b].map(({ enrollment }) => enrollment.progress.completedLessons)).toEqual([1, 2])
  })

  test('progress never drops when a version with more lessons follows', async () => {
    const { id, instructor, sectionId, learner, enrollmentId, lessonIds } = await begin([article(), article()])
    await report(learner, { enrollmentId, lessonId: lessonIds[0], completed: true })
    for (const title of ['More', 'Still more']) {
      await mutate(course, instructor, 'addLesson', { sectionId, title, durationSeconds: 1, ...article() })
    }
    await mutate(course, instructor, 'publishCourse', { courseId: id })
    expect((await enrollmentOf(course, learner, id)).progress).toMatchObject({ percent: 50, totalLessons: 2 })
    const late = await enrolledLearner(course, id)
    expect((await enrollmentOf(course, late.learner, id)).progress).toMatchObject({ percent: 0, totalLessons: 4 })
  })

  test.each([
    ['an unknown lesson', { lessonId: newId('lesson') }, 'lessonId', 'NOT_FOUND'],
    ['an unknown enrolment', { enrollmentId: newId('enrollment') }, 'enrollmentId', 'NOT_FOUND'],
    ['an empty id', { enrollmentId: '' }, 'enrollmentId', 'TOO_SMALL'],
    ['a negative place', { positionSeconds: -1 }, 'positionSeconds', 'TOO_SMALL'],
    ['a place after more than a day', { positionSeconds: 86_401 }, 'positionSeconds', 'TOO_BIG'],
    ['a negative number', { clientSequence: -1 }, 'clientSequence', 'TOO_SMALL'],
  ])('%s is refused by field and rule', async (_what, wrong, field, code) => {
    const { learner, enrollmentId, lessonIds } = await begin()
    const refused = await report(learner, { enrollmentId, lessonId: lessonIds[0], ...wrong })
    expect(refusals(refused)).toEqual([[`input.${field}`, code]])
  })

  test("another's enrolment looks like an unknown one, also to staff and the instructor", async () => {
    const { instructor, enrollmentId, lessonIds } = await begin()
    for (const viewer of [createViewer(), instructor, admin]) {
      const refused = await report(viewer, { enrollmentId, lessonId: lessonIds[0] })
      expect(refusals(refused)).toEqual([['input.enrollmentId', 'NOT_FOUND']])
    }
    expect((await report(null, { enrollmentId, lessonId: 'x' })).errors[0].extensions.code).toBe('UNAUTHENTICATED')
  })

  test('an enrolment without access takes no report', async () => {
    const { learner, enrollmentId, lessonIds } = await begin()
    await course.database.query('update access_grant set valid_to = $2 where enrollment_id = $1', [
      enrollmentId,
      new Date(course.clock.now().getTime() + 1_000),
    ])
    const input = { enrollmentId, lessonId: lessonIds[0] }
    course.clock.advance(1_000)
    expect(refusals(await report(learner, input))).toEqual([['input.enrollmentId', 'NO_ACCESS']])
  })

  test('a lesson of a later version is not one of the version that is learned', async () => {
    const { id, instructor, sectionId, learner, enrollmentId } = await begin()
    const input = { sectionId, title: 'More', durationSeconds: 1, ...article() }
    const { lesson } = await mutate(course, instructor, 'addLesson', input)
    await mutate(course, instructor, 'publishCourse', { courseId: id })
    expect(refusals(await report(learner, { enrollmentId, lessonId: lesson.id }))).toEqual([
      ['input.lessonId', 'NOT_FOUND'],
    ])
  })
})
