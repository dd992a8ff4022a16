import { courseCreated, courseUpdated } from '@lms/contracts/course'
import { fileAvailable } from '@lms/contracts/file'
import { newId } from '@lms/kit/ids'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { expect, test } from 'vitest'
import { activate, call, end, openCourse, publishedQuiz, startTestAssessment } from './start-assessment.ts'

const assessment = setUp(startTestAssessment)

test('a course follows its latest version, in whatever order the events arrive', async () => {
  const { courseId, instructor } = await openCourse(assessment)
  const [successor, latecomer] = [createViewer('INSTRUCTOR'), createViewer('INSTRUCTOR')]
  const facts = { courseId, title: 'Botany', slug: courseId, status: 'PUBLISHED' } as const
  const hand = (instructorId: string, version: number) =>
    assessment.deliver(courseUpdated, { subject: courseId, version, data: { ...facts, instructorId } })
  await hand(successor.id, 3)
  await hand(latecomer.id, 2)
  const make = async (viewer: typeof instructor) =>
    (await call(assessment, viewer, 'createQuiz', { courseId, title: 'x' })).userErrors.length === 0
  expect([await make(instructor), await make(successor), await make(latecomer)]).toEqual([false, true, false])
})

test('an enrolment that ended stays ended when its beginning arrives late', async () => {
  const course = await openCourse(assessment)
  const quizId = await publishedQuiz(assessment, course)
  const learner = createViewer()
  const seat = { enrollmentId: newId('enrollment'), courseId: course.courseId, userId: learner.id }
  const refused = async () => (await call(assessment, learner, 'startAttempt', { quizId })).userErrors.length > 0
  await end(assessment, seat, 2)
  await activate(assessment, seat, 1)
  expect(await refused()).toBe(true)
  await activate(assessment, seat, 3)
  expect(await refused()).toBe(false)
})

test('an event is applied once however often it is delivered', async () => {
  const courseId = newId('course')
  const { instructor } = { instructor: createViewer('INSTRUCTOR') }
  const data = { courseId, instructorId: instructor.id, title: 'Botany', slug: courseId, status: 'DRAFT' } as const
  const envelope = await assessment.deliver(courseCreated, { subject: courseId, data })
  const message = { key: courseId, value: JSON.stringify(envelope), headers: {} }
  await assessment.bus.publish(courseCreated.topic, [message, message])
  const rows = await assessment.database.query('select outcome from kit.inbox where event_id = $1', [envelope.id])
  expect(rows).toEqual([{ outcome: 'APPLIED' }])
})

test('a file that was announced twice is still its first owner’s of that version', async () => {
  const [owner, other] = [createViewer(), createViewer()]
  const fileId = newId('file')
  const announce = (ownerId: string) =>
    assessment.deliver(fileAvailable, {
      subject: fileId,
      data: { fileId, ownerId, contentType: 'text/plain', size: 1 },
    })
  await announce(owner.id)
  await announce(other.id)
  const rows = await assessment.database.query('select owner_id from available_file where file_id = $1', [fileId])
  expect(rows).toEqual([{ owner_id: owner.id }])
  expect(assessment.deadLetters()).toEqual([])
})
