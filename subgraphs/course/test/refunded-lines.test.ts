import { enrollmentEnded, grantSettled } from '@lms/contracts/course'
import { grantRevoked } from '@lms/contracts/payment'
import { newId } from '@lms/kit/ids'
import { eventually } from '@lms/testkit/eventually'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { expect, test } from 'vitest'
import {
  enroll,
  enrollmentOf,
  eventsOf,
  grant,
  mutate,
  publishedCourse,
  setPrice,
  startTestCourse,
} from './start-course.ts'

const course = setUp(startTestCourse)

const revoke = (courseId: string, userId: string, orderLineId: string, version = 2) =>
  course.deliver(grantRevoked, {
    subject: orderLineId,
    version,
    data: { orderLineId, orderId: newId('order'), courseId, userId, reason: 'REFUND' },
  })

const answers = async (orderLineId: string) =>
  (await eventsOf(course, grantSettled, orderLineId)).map(({ data }) => [data.state, data.stillActive])

test('a line that was given back gives no access, its progress stays, and a new purchase opens it again', async () => {
  const { id, lessons } = await publishedCourse(course, { price: 1_990 })
  const buyer = createViewer()
  const [first, second] = [newId('line'), newId('line')]
  await grant(course, id, buyer.id, first)
  const enrollment = await enrollmentOf(course, buyer, id)
  const report = { enrollmentId: enrollment.id, lessonId: lessons[0]?.id, positionSeconds: 9 }
  await mutate(course, buyer, 'recordProgress', { ...report, completed: true, clientSequence: 1 })
  await Promise.all([2, 3, 4].map((version) => revoke(id, buyer.id, first, version)))
  expect((await enrollmentOf(course, buyer, id)).status).toBe('REVOKED')
  expect(await eventsOf(course, enrollmentEnded, enrollment.id)).toHaveLength(1)
  expect(await answers(first)).toEqual([
    ['ENROLLED', true],
    ['REVOKED', false],
    ['REVOKED', false],
    ['REVOKED', false],
  ])
  await grant(course, id, buyer.id, second)
  expect((await enrollmentOf(course, buyer, id)).status).toBe('ACTIVE')
  expect(
    await course.database.query('select 1 from lesson_progress where enrollment_id = $1 and completed_at is not null', [
      enrollment.id,
    ]),
  ).toHaveLength(1)
})

test('another grant keeps the access', async () => {
  const { id } = await publishedCourse(course, { price: 0 })
  const buyer = createViewer()
  await enroll(course, buyer, id)
  await setPrice(course, id, 1_990, 2)
  const line = newId('line')
  await grant(course, id, buyer.id, line)
  await revoke(id, buyer.id, line)
  const enrollment = await enrollmentOf(course, buyer, id)
  expect(enrollment.status).toBe('ACTIVE')
  expect(await eventsOf(course, enrollmentEnded, enrollment.id)).toEqual([])
  expect((await answers(line)).at(-1)).toEqual(['REVOKED', true])
})

test('a line that was given back before it was heard of gives nothing', async () => {
  const { id } = await publishedCourse(course, { price: 1_990 })
  const buyer = createViewer()
  const line = newId('line')
  await revoke(id, buyer.id, line)
  await grant(course, id, buyer.id, line)
  await eventually(
    () => answers(line),
    (seen) =>
      expect(seen).toEqual([
        ['REVOKED', false],
        ['REVOKED', false],
      ]),
  )
  expect(await course.database.query('select id from access_grant where source_id = $1', [line])).toEqual([])
})
