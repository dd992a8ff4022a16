import { enrollmentActivated } from '@lms/contracts/course'
import { grantIssued } from '@lms/contracts/payment'
import { newId } from '@lms/kit/ids'
import { eventually } from '@lms/testkit/eventually'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import {
  draftCourse,
  enroll,
  enrollmentCountOf,
  enrollmentOf,
  eventsOf,
  grant,
  mutate,
  publishedCourse,
  refusals,
  startTestCourse,
} from './start-course.ts'

const course = setUp(startTestCourse)

describe('a paid order line', () => {
  test('enrols its buyer once, however often it is told', async () => {
    const { id } = await publishedCourse(course, { price: 1_990 })
    const buyer = createViewer()
    const orderLineId = newId('line')
    await Promise.all(Array.from({ length: 5 }, () => grant(course, id, buyer.id, orderLineId)))
    const enrollment = await enrollmentOf(course, buyer, id)
    expect(enrollment).toMatchObject({ status: 'ACTIVE', version: 1 })
    const activated = await eventsOf(course, enrollmentActivated, enrollment.id)
    expect(activated.map(({ data }) => [data.source, data.sourceId])).toEqual([['ORDER', orderLineId]])
    expect((await enroll(course, buyer, id)).enrollment.id).toBe(enrollment.id)
    expect(await course.database.query('select id from access_grant where source_id = $1', [orderLineId])).toHaveLength(
      1,
    )
  })

  test('is honoured although the course was archived since', async () => {
    const { id, instructor } = await publishedCourse(course, { price: 1_990 })
    await mutate(course, instructor, 'archiveCourse', { courseId: id })
    const buyer = createViewer()
    await grant(course, id, buyer.id)
    expect((await enrollmentOf(course, buyer, id)).status).toBe('ACTIVE')
  })

  test('for a course without a version waits for it, and gives access then', async () => {
    const { id, instructor } = await draftCourse(course)
    const buyer = createViewer()
    const orderLineId = newId('line')
    const paid = await grant(course, id, buyer.id, orderLineId)
    expect(course.deadLetters().some((letter) => letter.includes(orderLineId))).toBe(false)
    expect(refusals(await enroll(course, buyer, id))).toEqual([['input.courseId', 'NOT_FOUND']])
    await mutate(course, instructor, 'publishCourse', { courseId: id })
    const enrollment = await eventually(
      () => enrollmentOf(course, buyer, id),
      (found) => expect(found).toMatchObject({ status: 'ACTIVE', version: 1 }),
    )
    await course.redeliver(paid)
    await grant(course, id, buyer.id, orderLineId)
    expect((await eventsOf(course, enrollmentActivated, enrollment.id)).map(({ data }) => data.sourceId)).toEqual([
      orderLineId,
    ])
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
        () => enrollmentOf(course, buyer, id),
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
    await Promise.all([enroll(course, learner, id), grant(course, id, learner.id), enroll(course, learner, id)])
    expect(await enrollmentCountOf(course, id)).toBe(1)
  })

  test('gives access again after the first was taken back, with the progress kept', async () => {
    const { id, lessons } = await publishedCourse(course, { price: 1_990 })
    const buyer = createViewer()
    const first = newId('line')
    await grant(course, id, buyer.id, first)
    const before = await enrollmentOf(course, buyer, id)
    const report = { enrollmentId: before.id, lessonId: lessons[0]?.id, positionSeconds: 0, clientSequence: 1 }
    await mutate(course, buyer, 'recordProgress', { ...report, completed: true })
    await course.database.query('update access_grant set revoked_at = $2 where source_id = $1', [first, new Date(0)])
    expect((await enrollmentOf(course, buyer, id)).status).toBe('REVOKED')
    expect(refusals(await enroll(course, buyer, id))).toEqual([['input.courseId', 'PAYMENT_REQUIRED']])
    await grant(course, id, buyer.id)
    const again = await enrollmentOf(course, buyer, id)
    expect(again).toMatchObject({ id: before.id, status: 'ACTIVE', progress: { completedLessons: 1 } })
    expect(await eventsOf(course, enrollmentActivated, before.id)).toHaveLength(2)
    expect(await enrollmentCountOf(course, id)).toBe(1)
  })

  test('keeps its access when another one is taken back', async () => {
    const { id } = await publishedCourse(course, { price: 1_990 })
    const buyer = createViewer()
    const first = newId('line')
    await grant(course, id, buyer.id, first)
    await grant(course, id, buyer.id)
    await course.database.query('update access_grant set revoked_at = $2 where source_id = $1', [first, new Date(0)])
    const enrollment = await enrollmentOf(course, buyer, id)
    expect(enrollment.status).toBe('ACTIVE')
    expect(await eventsOf(course, enrollmentActivated, enrollment.id)).toHaveLength(1)
  })
})

test('events that are delivered again, in any order, leave the same state', async () => {
  const { id } = await publishedCourse(course, { price: 5 })
  const learner = createViewer()
  const orderLineId = newId('line')
  const event = await grant(course, id, learner.id, orderLineId)
  const again = { key: event.subject, value: JSON.stringify(event), headers: {} }
  await course.bus.publish(grantIssued.topic, [again, again])
  const enrollment = await enrollmentOf(course, learner, id)
  expect(await eventsOf(course, enrollmentActivated, enrollment.id)).toHaveLength(1)
  expect(course.deadLetters().some((letter) => letter.includes(event.id))).toBe(false)
})
