import { enrollmentActivated } from '@lms/contracts/course'
import { newId } from '@lms/kit/ids'
import type { Viewer } from '@lms/kit/viewer'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import {
  draftCourse,
  enroll,
  enrolledLearner,
  enrollmentCountOf,
  eventsOf,
  mutate,
  publishedCourse,
  refusals,
  setPrice,
  startTestCourse,
} from './start-course.ts'

const course = setUp(startTestCourse)

const admin = createViewer('ADMIN')

describe('enroll', () => {
  test('gives access to a free course, and tells the other domains', async () => {
    const { id } = await publishedCourse(course)
    const learner = createViewer()
    const { enrollment, userErrors } = await enroll(course, learner, id)
    expect(userErrors).toEqual([])
    expect(enrollment).toMatchObject({ status: 'ACTIVE', version: 1 })
    expect((await eventsOf(course, enrollmentActivated, enrollment.id)).map(({ data }) => data)).toEqual([
      { enrollmentId: enrollment.id, courseId: id, userId: learner.id, source: 'FREE', sourceId: null },
    ])
  })

  test('asked for twenty times at once enrols once', async () => {
    const { id } = await publishedCourse(course)
    const learner = createViewer()
    const answers = await Promise.all(Array.from({ length: 20 }, () => enroll(course, learner, id)))
    const ids = new Set(answers.map((answer) => answer.enrollment.id))
    expect(ids.size).toBe(1)
    expect(await enrollmentCountOf(course, id)).toBe(1)
    expect(await eventsOf(course, enrollmentActivated, [...ids][0] ?? '')).toHaveLength(1)
  })

  test('by twenty people at once counts them all', async () => {
    const { id } = await publishedCourse(course)
    await Promise.all(Array.from({ length: 20 }, () => enroll(course, createViewer(), id)))
    expect(await enrollmentCountOf(course, id)).toBe(20)
  })

  test('asks for payment when the course has a price, and follows the latest price', async () => {
    const { id } = await publishedCourse(course, { price: null })
    expect(refusals(await enroll(course, createViewer(), id))).toEqual([['input.courseId', 'COURSE_CLOSED']])
    await setPrice(course, id, 1_990, 2)
    expect(refusals(await enroll(course, createViewer(), id))).toEqual([['input.courseId', 'PAYMENT_REQUIRED']])
    await setPrice(course, id, 0, 1)
    expect(refusals(await enroll(course, createViewer(), id))).toEqual([['input.courseId', 'PAYMENT_REQUIRED']])
    await setPrice(course, id, 0, 3)
    expect((await enroll(course, createViewer(), id)).userErrors).toEqual([])
  })

  test('is refused for what is not on offer', async () => {
    const draft = await draftCourse(course)
    await setPrice(course, draft.id, 0)
    const archived = await publishedCourse(course)
    await mutate(course, archived.instructor, 'archiveCourse', { courseId: archived.id })
    for (const courseId of [draft.id, archived.id, newId('course'), 'junk']) {
      expect(refusals(await enroll(course, createViewer(), courseId))).toEqual([['input.courseId', 'NOT_FOUND']])
    }
    for (const { id, instructor } of [draft, archived]) {
      expect(refusals(await enroll(course, instructor, id))).toEqual([['input.courseId', 'COURSE_CLOSED']])
    }
    expect((await enroll(course, null, draft.id)).errors[0].extensions.code).toBe('UNAUTHENTICATED')
    expect(refusals(await enroll(course, createViewer(), ''))).toEqual([['input.courseId', 'TOO_SMALL']])
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
      await enroll(course, learner, id)
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
