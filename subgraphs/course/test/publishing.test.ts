import { coursePublished } from '@lms/contracts/course'
import { newId } from '@lms/kit/ids'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import {
  announceAssignment,
  announceFile,
  announceQuiz,
  announceSession,
  article,
  draftCourse,
  enrolledLearner,
  mutate,
  publishedCourse,
  refusals,
  startTestCourse,
  titlesOf,
  video,
} from './start-course.ts'

const course = setUp(startTestCourse)

describe('publishCourse', () => {
  test('needs a lesson', async () => {
    const { id: courseId, instructor } = await draftCourse(course, { lessons: [] })
    expect(refusals(await mutate(course, instructor, 'publishCourse', { courseId }))).toEqual([
      ['input.courseId', 'NO_LESSONS'],
    ])
    expect(await course.outbox(coursePublished)).not.toContainEqual(expect.objectContaining({ subject: courseId }))
  })

  test('names each lesson that is not ready, and succeeds once the other domains have spoken', async () => {
    const [fileId, quizId, assignmentId, liveSessionId] = ['file', 'quiz', 'assignment', 'live'].map(newId)
    const contents = [
      article(),
      video(fileId as string),
      { kind: 'FILE', content: { file: { fileId } } },
      { kind: 'QUIZ', content: { quiz: { quizId } } },
      { kind: 'ASSIGNMENT', content: { assignment: { assignmentId } } },
      { kind: 'LIVE', content: { live: { liveSessionId } } },
    ]
    const { id: courseId, instructor, lessons } = await draftCourse(course, { lessons: contents })
    const waiting = await mutate(course, instructor, 'publishCourse', { courseId })
    const named = (index: number, code: string) => [`lessons.${lessons[index]?.id}`, code]
    expect(refusals(waiting)).toEqual([
      named(1, 'FILE_NOT_AVAILABLE'),
      named(2, 'FILE_NOT_AVAILABLE'),
      named(3, 'QUIZ_NOT_PUBLISHED'),
      named(4, 'ASSIGNMENT_NOT_PUBLISHED'),
      named(5, 'LIVE_SESSION_NOT_SCHEDULED'),
    ])
    expect(waiting.userErrors[0].message).toContain('“Lesson 2”')
    await announceFile(course, instructor.id, fileId)
    await announceQuiz(course, courseId, quizId as string)
    await announceSession(course, courseId, liveSessionId as string)
    expect(refusals(await mutate(course, instructor, 'publishCourse', { courseId }))).toEqual([
      named(4, 'ASSIGNMENT_NOT_PUBLISHED'),
    ])
    await announceAssignment(course, courseId, assignmentId as string)
    const published = await mutate(course, instructor, 'publishCourse', { courseId })
    expect(published).toMatchObject({
      userErrors: [],
      course: { status: 'PUBLISHED', version: 1, hasUnpublishedChanges: false },
    })
    expect((await course.outbox(coursePublished)).find(({ subject }) => subject === courseId)?.data).toMatchObject({
      versionNumber: 1,
      status: 'PUBLISHED',
      instructorId: instructor.id,
    })
  })

  test('asked for ten times at once makes one version', async () => {
    const { id: courseId, instructor } = await draftCourse(course)
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => mutate(course, instructor, 'publishCourse', { courseId })),
    )
    expect(answers.map((answer) => answer.course.version)).toEqual(Array(10).fill(1))
    const events = (await course.outbox(coursePublished)).filter(({ subject }) => subject === courseId)
    expect(events).toHaveLength(1)
  })

  test('freezes what learners see: they stay on their version, others get the next', async () => {
    const { id, instructor, sectionId, lessons } = await publishedCourse(course)
    const early = await enrolledLearner(course, id)
    await mutate(course, instructor, 'removeLesson', { lessonId: lessons[0]?.id })
    await mutate(course, instructor, 'updateLesson', { lessonId: lessons[1]?.id, title: 'Revised' })
    await mutate(course, instructor, 'addLesson', { sectionId, title: 'New', durationSeconds: 1, ...article() })
    const before = [['Basics', 'Lesson 1', 'Lesson 2']]
    const after = [['Basics', 'Revised', 'New']]
    expect(await titlesOf(course, instructor, id)).toEqual(after)
    expect(await titlesOf(course, null, id)).toEqual(before)
    expect((await mutate(course, instructor, 'publishCourse', { courseId: id })).course.version).toBe(2)
    const late = await enrolledLearner(course, id)
    expect(await titlesOf(course, early.learner, id)).toEqual(before)
    for (const viewer of [null, createViewer(), late.learner]) expect(await titlesOf(course, viewer, id)).toEqual(after)
  })

  test('leaves empty sections out', async () => {
    const { id: courseId, instructor } = await draftCourse(course)
    await mutate(course, instructor, 'addSection', { courseId, title: 'Empty', position: 1 })
    await mutate(course, instructor, 'publishCourse', { courseId })
    expect(await titlesOf(course, null, courseId)).toEqual([['Basics', 'Lesson 1', 'Lesson 2']])
  })

  test('a frozen version cannot be changed, not even past the service', async () => {
    const { id } = await publishedCourse(course)
    for (const sql of [
      "update lesson set title = 'x' where course_id = $1 and version_number = 1",
      'delete from section where course_id = $1 and version_number = 1',
    ]) {
      await expect(course.database.query(sql, [id])).rejects.toThrow(/frozen/)
    }
  })
})
