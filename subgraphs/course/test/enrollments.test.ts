import { gradeReleased } from '@lms/contracts/assessment'
import {
  certificateIssued,
  courseCompleted,
  enrollmentActivated,
  lessonCompleted,
  progressRecorded,
} from '@lms/contracts/course'
import { attendanceFinalised } from '@lms/contracts/live-session'
import { grantIssued } from '@lms/contracts/payment'
import { newId } from '@lms/kit/ids'
import type { SignedInViewer, Viewer } from '@lms/kit/viewer'
import { eventually } from '@lms/testkit/eventually'
import type { TestSubgraph } from '@lms/testkit/subgraph'
import { createViewer } from '@lms/testkit/viewers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  announceAssignment,
  announceQuiz,
  announceSession,
  article,
  draftCourse,
  enrolledLearner,
  grant,
  mutate,
  publishedCourse,
  refusals,
  setPrice,
  startTestCourse,
} from './start-course.ts'

let course: TestSubgraph
beforeAll(async () => {
  course = await startTestCourse()
})
afterAll(() => course[Symbol.asyncDispose]())

const admin = createViewer('ADMIN')
const enroll = (viewer: Viewer | null, courseId: string) => mutate(course, viewer, 'enroll', { courseId })
const eventsOf = async (definition: Parameters<TestSubgraph['outbox']>[0], subject: string) =>
  (await course.outbox(definition)).filter((event) => event.subject === subject)

const ENROLLMENT = `query ($id: ID!) { course(id: $id) { enrollmentCount viewerEnrollment { id status version completedAt
  progress { percent completedLessons totalLessons resumeLesson { id } } certificate { id serial } } } }`
const enrollmentOf = async (viewer: Viewer, id: string) =>
  (await course.execute(viewer, ENROLLMENT, { id })).data.course.viewerEnrollment

describe('enroll', () => {
  test('gives access to a free course, and tells the other domains', async () => {
    const { id } = await publishedCourse(course)
    const learner = createViewer()
    const { enrollment, userErrors } = await enroll(learner, id)
    expect(userErrors).toEqual([])
    expect(enrollment).toMatchObject({ status: 'ACTIVE', version: 1 })
    expect((await eventsOf(enrollmentActivated, enrollment.id)).map(({ data }) => data)).toEqual([
      { enrollmentId: enrollment.id, courseId: id, userId: learner.id, source: 'FREE', sourceId: null },
    ])
  })

  test('asked for twenty times at once enrols once', async () => {
    const { id } = await publishedCourse(course)
    const learner = createViewer()
    const answers = await Promise.all(Array.from({ length: 20 }, () => enroll(learner, id)))
    const ids = new Set(answers.map((answer) => answer.enrollment.id))
    expect(ids.size).toBe(1)
    expect((await course.execute(null, ENROLLMENT, { id })).data.course.enrollmentCount).toBe(1)
    expect(await eventsOf(enrollmentActivated, [...ids][0] ?? '')).toHaveLength(1)
  })

  test('by twenty people at once counts them all', async () => {
    const { id } = await publishedCourse(course)
    await Promise.all(Array.from({ length: 20 }, () => enroll(createViewer(), id)))
    expect((await course.execute(null, ENROLLMENT, { id })).data.course.enrollmentCount).toBe(20)
  })

  test('asks for payment when the course has a price, and follows the latest price', async () => {
    const { id } = await publishedCourse(course, { price: null })
    expect(refusals(await enroll(createViewer(), id))).toEqual([['input.courseId', 'COURSE_CLOSED']])
    await setPrice(course, id, 1_990, 2)
    expect(refusals(await enroll(createViewer(), id))).toEqual([['input.courseId', 'PAYMENT_REQUIRED']])
    await setPrice(course, id, 0, 1)
    expect(refusals(await enroll(createViewer(), id))).toEqual([['input.courseId', 'PAYMENT_REQUIRED']])
    await setPrice(course, id, 0, 3)
    expect((await enroll(createViewer(), id)).userErrors).toEqual([])
  })

  test('is refused for what is not on offer', async () => {
    const draft = await draftCourse(course)
    await setPrice(course, draft.id, 0)
    const archived = await publishedCourse(course)
    await mutate(course, archived.instructor, 'archiveCourse', { courseId: archived.id })
    for (const courseId of [draft.id, archived.id, newId('course'), 'junk']) {
      expect(refusals(await enroll(createViewer(), courseId))).toEqual([['input.courseId', 'NOT_FOUND']])
    }
    for (const { id, instructor } of [draft, archived]) {
      expect(refusals(await enroll(instructor, id))).toEqual([['input.courseId', 'COURSE_CLOSED']])
    }
    expect((await enroll(null, draft.id)).errors[0].extensions.code).toBe('UNAUTHENTICATED')
    expect(refusals(await enroll(createViewer(), ''))).toEqual([['input.courseId', 'TOO_SMALL']])
  })
})

describe('a paid order line', () => {
  test('enrols its buyer once, however often it is told', async () => {
    const { id } = await publishedCourse(course, { price: 1_990 })
    const buyer = createViewer()
    const orderLineId = newId('line')
    await Promise.all(Array.from({ length: 5 }, () => grant(course, id, buyer.id, orderLineId)))
    const enrollment = await enrollmentOf(buyer, id)
    expect(enrollment).toMatchObject({ status: 'ACTIVE', version: 1 })
    const activated = await eventsOf(enrollmentActivated, enrollment.id)
    expect(activated.map(({ data }) => [data.source, data.sourceId])).toEqual([['ORDER', orderLineId]])
    expect((await enroll(buyer, id)).enrollment.id).toBe(enrollment.id)
    expect(await course.database.query('select id from access_grant where source_id = $1', [orderLineId])).toHaveLength(
      1,
    )
  })

  test('is honoured although the course was archived since', async () => {
    const { id, instructor } = await publishedCourse(course, { price: 1_990 })
    await mutate(course, instructor, 'archiveCourse', { courseId: id })
    const buyer = createViewer()
    await grant(course, id, buyer.id)
    expect((await enrollmentOf(buyer, id)).status).toBe('ACTIVE')
  })

  test('for a course without a version waits for it, and gives access then', async () => {
    const { id, instructor } = await draftCourse(course)
    const buyer = createViewer()
    const orderLineId = newId('line')
    const paid = await grant(course, id, buyer.id, orderLineId)
    expect(course.deadLetters().some((letter) => letter.includes(orderLineId))).toBe(false)
    expect(refusals(await enroll(buyer, id))).toEqual([['input.courseId', 'NOT_FOUND']])
    await mutate(course, instructor, 'publishCourse', { courseId: id })
    const enrollment = await eventually(
      () => enrollmentOf(buyer, id),
      (found) => expect(found).toMatchObject({ status: 'ACTIVE', version: 1 }),
    )
    await course.redeliver(paid)
    await grant(course, id, buyer.id, orderLineId)
    expect((await eventsOf(enrollmentActivated, enrollment.id)).map(({ data }) => data.sourceId)).toEqual([orderLineId])
    expect(await course.database.query('select order_line_id from waiting_grant')).toEqual([])
  })

  test('that comes while the course is being published gives access all the same', async () => {
    const drafts = await Promise.all(Array.from({ length: 8 }, () => draftCourse(course)))
    const buyer = createViewer()
    await Promise.all(
      drafts.flatMap(({ id, instructor }) => [
        mutate(course, instructor, 'publishCourse', { courseId: id }),
        grant(course, id, buyer.id),
      ]),
    )
    for (const { id } of drafts) {
      await eventually(
        () => enrollmentOf(buyer, id),
        (found) => expect(found).toMatchObject({ status: 'ACTIVE' }),
      )
    }
  })

  test('for a course that does not exist is put aside, not lost', async () => {
    const orderLineId = newId('line')
    await grant(course, newId('course'), newId('user'), orderLineId)
    expect(course.deadLetters().some((letter) => letter.includes(orderLineId))).toBe(true)
  })

  test('and a free enrolment at once make one enrolment', async () => {
    const { id } = await publishedCourse(course)
    const learner = createViewer()
    await Promise.all([enroll(learner, id), grant(course, id, learner.id), enroll(learner, id)])
    expect((await course.execute(null, ENROLLMENT, { id })).data.course.enrollmentCount).toBe(1)
  })

  test('gives access again after the first was taken back, with the progress kept', async () => {
    const { id, lessons } = await publishedCourse(course, { price: 1_990 })
    const buyer = createViewer()
    const first = newId('line')
    await grant(course, id, buyer.id, first)
    const before = await enrollmentOf(buyer, id)
    await report(buyer, { enrollmentId: before.id, lessonId: lessons[0]?.id, completed: true })
    await course.database.query('update access_grant set revoked_at = $2 where source_id = $1', [first, new Date(0)])
    expect((await enrollmentOf(buyer, id)).status).toBe('REVOKED')
    expect(refusals(await enroll(buyer, id))).toEqual([['input.courseId', 'PAYMENT_REQUIRED']])
    await grant(course, id, buyer.id)
    const again = await enrollmentOf(buyer, id)
    expect(again).toMatchObject({ id: before.id, status: 'ACTIVE', progress: { completedLessons: 1 } })
    expect(await eventsOf(enrollmentActivated, before.id)).toHaveLength(2)
    expect((await course.execute(null, ENROLLMENT, { id })).data.course.enrollmentCount).toBe(1)
  })

  test('keeps its access when another one is taken back', async () => {
    const { id } = await publishedCourse(course, { price: 1_990 })
    const buyer = createViewer()
    const first = newId('line')
    await grant(course, id, buyer.id, first)
    await grant(course, id, buyer.id)
    await course.database.query('update access_grant set revoked_at = $2 where source_id = $1', [first, new Date(0)])
    const enrollment = await enrollmentOf(buyer, id)
    expect(enrollment.status).toBe('ACTIVE')
    expect(await eventsOf(enrollmentActivated, enrollment.id)).toHaveLength(1)
  })
})

describe('an enrolment', () => {
  test('is seen by the learner and staff alone', async () => {
    const { id } = await publishedCourse(course)
    const { learner, enrollmentId } = await enrolledLearner(course, id)
    const reference = [{ __typename: 'Enrollment', id: enrollmentId }]
    const read = async (viewer: Viewer | null) =>
      (await course.entities(viewer, reference, '... on Enrollment { id learner { id } course { id } }')).data
        ._entities[0]
    const seen = { __typename: 'Enrollment', id: enrollmentId, learner: { id: learner.id }, course: { id } }
    for (const viewer of [learner, admin]) expect(await read(viewer)).toEqual(seen)
    for (const viewer of [null, createViewer(), createViewer('INSTRUCTOR')]) expect(await read(viewer)).toBeNull()
  })

  test('is listed to its learner and staff, others get nothing but FORBIDDEN', async () => {
    const learner = createViewer()
    const ids: string[] = []
    for (let index = 0; index < 3; index++) {
      const { id } = await publishedCourse(course)
      await enroll(learner, id)
      ids.unshift(id)
    }
    const list = (viewer: Viewer | null) =>
      course.entities(
        viewer,
        [{ __typename: 'User', id: learner.id }],
        '... on User { enrollments(first: 2) { nodes { course { id } } totalCount pageInfo { hasNextPage } } }',
      )
    for (const viewer of [learner, admin]) {
      expect((await list(viewer)).data._entities[0].enrollments).toEqual({
        nodes: ids.slice(0, 2).map((id) => ({ course: { id } })),
        totalCount: 3,
        pageInfo: { hasNextPage: true },
      })
    }
    for (const viewer of [null, createViewer(), createViewer('INSTRUCTOR')]) {
      const { data, errors } = await list(viewer)
      expect(data._entities[0].enrollments).toBeNull()
      expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN')
    }
  })
})

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
    const recorded = await eventsOf(progressRecorded, enrollmentId)
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
    expect(await eventsOf(lessonCompleted, enrollmentId)).toHaveLength(1)
    expect((await eventsOf(progressRecorded, enrollmentId)).length).toBeLessThanOrEqual(3)
  })

  test('two tabs that complete the last two lessons at once complete the course once', async () => {
    const { learner, enrollmentId, lessonIds } = await begin()
    await Promise.all(lessonIds.map((lessonId) => report(learner, { enrollmentId, lessonId, completed: true })))
    expect(await eventsOf(courseCompleted, enrollmentId)).toHaveLength(1)
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
    expect((await enrollmentOf(learner, id)).progress).toMatchObject({ percent: 50, totalLessons: 2 })
    const late = await enrolledLearner(course, id)
    expect((await enrollmentOf(late.learner, id)).progress).toMatchObject({ percent: 0, totalLessons: 4 })
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

describe('results of other domains', () => {
  /** A published course of a quiz, an assignment and a live session. */
  async function examined() {
    const [quizId, assignmentId, sessionId] = [newId('quiz'), newId('assignment'), newId('live')] as const
    const draft = await draftCourse(course, {
      lessons: [
        { kind: 'QUIZ', content: { quiz: { quizId } } },
        { kind: 'ASSIGNMENT', content: { assignment: { assignmentId } } },
        { kind: 'LIVE', content: { live: { liveSessionId: sessionId } } },
      ],
    })
    await announceQuiz(course, draft.id, quizId)
    await announceAssignment(course, draft.id, assignmentId)
    await announceSession(course, draft.id, sessionId)
    await mutate(course, draft.instructor, 'publishCourse', { courseId: draft.id })
    await setPrice(course, draft.id, 0)
    const grade = (user: SignedInViewer, subjectId: string, passed: boolean, gradeId = newId('grade'), version = 1) =>
      course.deliver(gradeReleased, {
        subject: gradeId,
        version,
        data: {
          gradeId,
          courseId: draft.id,
          userId: user.id,
          kind: subjectId === quizId ? 'QUIZ' : 'ASSIGNMENT',
          subjectId,
          title: 'Test',
          percent: passed ? 90 : 10,
          passed,
        },
      })
    const attend = (user: SignedInViewer, seconds: number, version = 1) =>
      course.deliver(attendanceFinalised, {
        subject: `${sessionId}/${user.id}`,
        version,
        data: { sessionId, courseId: draft.id, userId: user.id, seconds, share: seconds > 0 ? 1 : 0 },
      })
    return { ...draft, quizId, assignmentId, grade, attend }
  }
  const completed = async (viewer: Viewer, id: string) => (await enrollmentOf(viewer, id)).progress.completedLessons

  test('complete lessons that no report can complete', async () => {
    const { id, lessons, quizId, assignmentId, grade, attend } = await examined()
    const { learner, enrollmentId } = await enrolledLearner(course, id)
    for (const { id: lessonId } of lessons) {
      const refused = await report(learner, { enrollmentId, lessonId, completed: true })
      expect(refusals(refused)).toEqual([['input.completed', 'COMPLETED_BY_RESULT']])
      expect((await report(learner, { enrollmentId, lessonId, positionSeconds: 3 })).userErrors).toEqual([])
    }
    await grade(learner, quizId, false)
    await attend(learner, 0)
    expect(await completed(learner, id)).toBe(0)
    await grade(learner, quizId, true)
    await grade(learner, assignmentId, true)
    expect(await completed(learner, id)).toBe(2)
    await attend(learner, 60, 2)
    expect(await enrollmentOf(learner, id)).toMatchObject({
      completedAt: expect.any(String),
      progress: { percent: 100 },
      certificate: { serial: expect.any(String) },
    })
    expect((await eventsOf(lessonCompleted, enrollmentId)).map(({ data }) => data.lessonId)).toEqual(
      lessons.map((lesson) => lesson.id),
    )
  })

  test('count also when they come before the enrolment', async () => {
    const { id, quizId, assignmentId, grade, attend } = await examined()
    const learner = createViewer()
    await grade(learner, quizId, true)
    await grade(learner, assignmentId, true)
    await attend(learner, 60)
    const { enrollment } = await enroll(learner, id)
    expect((await enrollmentOf(learner, id)).progress.percent).toBe(100)
    expect(await eventsOf(courseCompleted, enrollment.id)).toHaveLength(1)
  })

  test('count also when they come together with the enrolment', async () => {
    const { id, quizId, assignmentId, grade, attend } = await examined()
    const learners = Array.from({ length: 8 }, () => createViewer())
    await Promise.all(
      learners.flatMap((learner) => [
        grade(learner, quizId, true),
        enroll(learner, id),
        grade(learner, assignmentId, true),
        attend(learner, 60),
      ]),
    )
    const percents = await Promise.all(
      learners.map(async (learner) => (await enrollmentOf(learner, id)).progress.percent),
    )
    expect(percents).toEqual(Array(8).fill(100))
  })

  test('of an earlier version of a grade are ignored, and a grade that falls takes nothing back', async () => {
    const { id, quizId, grade } = await examined()
    const { learner } = await enrolledLearner(course, id)
    const gradeId = newId('grade')
    await grade(learner, quizId, false, gradeId, 3)
    await grade(learner, quizId, true, gradeId, 2)
    expect(await completed(learner, id)).toBe(0)
    await grade(learner, quizId, true, gradeId, 4)
    await grade(learner, quizId, false, gradeId, 5)
    expect(await completed(learner, id)).toBe(1)
  })

  test('of others, or of other quizzes, complete nothing', async () => {
    const { id, quizId, grade } = await examined()
    const { learner } = await enrolledLearner(course, id)
    await grade(createViewer(), quizId, true)
    await grade(learner, newId('quiz'), true)
    expect(await completed(learner, id)).toBe(0)
  })
})

test('events that are delivered again, in any order, leave the same state', async () => {
  const { id } = await publishedCourse(course, { price: 5 })
  const learner = createViewer()
  const orderLineId = newId('line')
  const event = await grant(course, id, learner.id, orderLineId)
  const again = { key: event.subject, value: JSON.stringify(event), headers: {} }
  await course.bus.publish(grantIssued.topic, [again, again])
  const enrollment = await enrollmentOf(learner, id)
  expect(await eventsOf(enrollmentActivated, enrollment.id)).toHaveLength(1)
  expect(course.deadLetters().some((letter) => letter.includes(event.id))).toBe(false)
})
