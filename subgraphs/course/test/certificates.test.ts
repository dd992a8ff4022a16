import { certificateIssued } from '@lms/contracts/course'
import type { SignedInViewer, Viewer } from '@lms/kit/viewer'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { expect, test } from 'vitest'
import { enrolledLearner, mutate, publishedCourse, startTestCourse } from './start-course.ts'

const course = setUp(startTestCourse)

const FIELDS = 'id serial holder { id } courseTitle courseVersion durationSeconds issuedAt revokedAt url'
const VERIFY = `query ($serial: String!) { verifyCertificate(serial: $serial) { ${FIELDS} } }`
const verify = async (serial: string, viewer: Viewer | null = null) =>
  (await course.execute(viewer, VERIFY, { serial })).data.verifyCertificate

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
