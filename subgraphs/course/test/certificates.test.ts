import { certificateIssued, certificateRevoked, courseCompleted } from '@lms/contracts/course'
import { grantRevoked, refundWindowClosed } from '@lms/contracts/payment'
import { newId } from '@lms/kit/ids'
import type { SignedInViewer, Viewer } from '@lms/kit/viewer'
import { eventually } from '@lms/testkit/eventually'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { expect, test } from 'vitest'
import {
  enrolledLearner,
  enrollmentOf,
  eventsOf,
  grant,
  mutate,
  publishedCourse,
  setPrice,
  startTestCourse,
} from './start-course.ts'

const course = setUp(startTestCourse)

const FIELDS = 'id serial holder { id } courseTitle courseVersion durationSeconds issuedAt revokedAt url'
const VERIFY = `query ($serial: String!) { verifyCertificate(serial: $serial) { ${FIELDS} } }`
const verify = async (serial: string, viewer: Viewer | null = null) =>
  (await course.execute(viewer, VERIFY, { serial })).data.verifyCertificate

const saga = (key: string) =>
  course.database.query(
    "select step, finished_at is not null as finished from kit.saga where kind = 'completion' and key = $1",
    [key],
  )

/** Somebody who completed a course of two lessons of a minute each. */
async function graduate(): Promise<{ learner: SignedInViewer; serial: string; courseId: string; instructor: Viewer }> {
  const { id: courseId, lessons, instructor } = await publishedCourse(course, { title: 'Algebra' })
  const { learner, enrollmentId } = await enrolledLearner(course, courseId)
  const reported = []
  for (const { id: lessonId } of lessons) {
    const input = { enrollmentId, lessonId, positionSeconds: 60, completed: true, clientSequence: 1 }
    reported.push(await mutate(course, learner, 'recordProgress', input))
  }
  return { learner, serial: reported.at(-1).enrollment.certificate.serial, courseId, instructor }
}

test('a certificate verifies for anybody, whatever its typing', async () => {
  const { learner, serial } = await graduate()
  const certificate = await verify(serial)
  expect(certificate).toEqual({
    id: expect.stringMatching(/^certificate_/),
    serial,
    holder: { id: learner.id },
    courseTitle: 'Algebra',
    courseVersion: 1,
    durationSeconds: 120,
    issuedAt: expect.any(String),
    revokedAt: null,
    url: `https://learn.example.com/certificates/${serial}`,
  })
  expect(await verify(` ${serial.toLowerCase().replaceAll('-', ' ')} `)).toEqual(certificate)
  const issued = (await course.outbox(certificateIssued)).find(({ subject }) => subject === certificate.id)
  expect(issued?.data).toMatchObject({ userId: learner.id, serial, courseTitle: 'Algebra' })
})

test('a serial that was never issued, or is none, verifies nothing', async () => {
  for (const serial of ['', 'x', '00000-00000-00000-00000', 'x'.repeat(100_000), "' or 1=1 --", 'a\u0000b']) {
    expect(await verify(serial)).toBeNull()
  }
})

test('a certificate says what was true when it was issued', async () => {
  const { serial, courseId, instructor } = await graduate()
  await mutate(course, instructor, 'updateCourse', { courseId, title: 'Algebra for all' })
  expect((await verify(serial)).courseTitle).toBe('Algebra')
})

test('reports at once, and repeated, complete a course once: one certificate, one completion', async () => {
  const { id: courseId, lessons } = await publishedCourse(course, { title: 'Algebra' })
  const { learner, enrollmentId } = await enrolledLearner(course, courseId)
  const reports = lessons.flatMap(({ id: lessonId }) =>
    [1, 2, 3, 4, 5].map((clientSequence) =>
      mutate(course, learner, 'recordProgress', {
        ...{ enrollmentId, lessonId, positionSeconds: 60 },
        ...{ completed: true, clientSequence },
      }),
    ),
  )
  await Promise.all(reports)
  const { certificate } = await enrollmentOf(course, learner, courseId)
  expect(await eventsOf(course, certificateIssued, certificate.id)).toHaveLength(1)
  expect(await eventsOf(course, courseCompleted, enrollmentId)).toHaveLength(1)
  expect(await saga(enrollmentId)).toEqual([{ step: 'CERTIFIED', finished: false }])
})

test('a completion waits for payment, asks again, and is closed once by however many answers', async () => {
  const { learner, courseId } = await graduate()
  const { id: enrollmentId } = await enrollmentOf(course, learner, courseId)
  const told = async () => (await eventsOf(course, courseCompleted, enrollmentId)).length
  course.clock.advance(61_000)
  await eventually(told, (count) => expect(count).toBeGreaterThan(1))
  const data = { enrollmentId, courseId, userId: learner.id }
  const close = () => course.deliver(refundWindowClosed, { subject: enrollmentId, data })
  await course.redeliver(await close())
  await close()
  expect(await saga(enrollmentId)).toEqual([{ step: 'CLOSED', finished: true }])
  expect(course.deadLetters()).toEqual([])
})

test('money given back takes the certificate along, another purchase brings it back', async () => {
  const { id: courseId, lessons } = await publishedCourse(course, { price: 1_990 })
  const buyer = createViewer()
  const [line, next] = [newId('line'), newId('line')]
  await grant(course, courseId, buyer.id, line)
  const { id: enrollmentId } = await enrollmentOf(course, buyer, courseId)
  for (const { id: lessonId } of lessons) {
    const report = { enrollmentId, lessonId, positionSeconds: 60, completed: true, clientSequence: 1 }
    await mutate(course, buyer, 'recordProgress', report)
  }
  const { certificate } = await enrollmentOf(course, buyer, courseId)
  const revoke = (version: number) =>
    course.deliver(grantRevoked, {
      ...{ subject: line, version },
      data: { orderLineId: line, orderId: newId('order'), courseId, userId: buyer.id, reason: 'REFUND' },
    })
  await Promise.all([2, 3].map(revoke))
  expect((await verify(certificate.serial)).revokedAt).not.toBeNull()
  expect(await eventsOf(course, certificateRevoked, certificate.id)).toMatchObject([
    { aggregateversion: 2, data: { reason: 'REFUND', userId: buyer.id } },
  ])
  await grant(course, courseId, buyer.id, next)
  expect((await verify(certificate.serial)).revokedAt).toBeNull()
  const issued = await eventsOf(course, certificateIssued, certificate.id)
  expect(issued.map(({ aggregateversion }) => aggregateversion)).toEqual([1, 3])
})

test('money given back leaves a certificate that rests on another grant', async () => {
  const { learner, serial, courseId } = await graduate()
  await setPrice(course, courseId, 1_990, 2)
  const line = newId('line')
  await grant(course, courseId, learner.id, line)
  const data = { orderLineId: line, orderId: newId('order'), courseId, userId: learner.id, reason: 'REFUND' } as const
  await course.deliver(grantRevoked, { subject: line, version: 2, data })
  expect((await verify(serial)).revokedAt).toBeNull()
})

test('a certificate that was taken back still verifies, as such', async () => {
  const { serial } = await graduate()
  await course.database.query('update certificate set revoked_at = $2 where serial = $1', [serial, new Date(0)])
  expect((await verify(serial)).revokedAt).toBe('1970-01-01T00:00:00.000Z')
})

test('by its id a certificate is for its holder and staff', async () => {
  const { learner, serial, instructor } = await graduate()
  const { id } = await verify(serial)
  const read = async (viewer: Viewer | null) =>
    (await course.entities(viewer, [{ __typename: 'Certificate', id }], '... on Certificate { serial }')).data
      ._entities[0]
  for (const viewer of [learner, createViewer('ADMIN')]) {
    expect(await read(viewer)).toEqual({ __typename: 'Certificate', serial })
  }
  for (const viewer of [null, createViewer(), instructor]) expect(await read(viewer)).toBeNull()
})
