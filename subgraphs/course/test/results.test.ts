import { gradeReleased } from '@lms/contracts/assessment'
import { courseCompleted, lessonCompleted } from '@lms/contracts/course'
import { attendanceFinalised } from '@lms/contracts/live-session'
import { newId } from '@lms/kit/ids'
import type { SignedInViewer, Viewer } from '@lms/kit/viewer'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import {
  announceAssignment,
  announceQuiz,
  announceSession,
  draftCourse,
  enroll,
  enrolledLearner,
  enrollmentOf,
  eventsOf,
  mutate,
  refusals,
  setPrice,
  startTestCourse,
} from './start-course.ts'

const course = setUp(startTestCourse)

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
  const completed = async (viewer: Viewer, id: string) =>
    (await enrollmentOf(course, viewer, id)).progress.completedLessons

  test('complete lessons that no report can complete', async () => {
    const { id, lessons, quizId, assignmentId, grade, attend } = await examined()
    const { learner, enrollmentId } = await enrolledLearner(course, id)
    for (const { id: lessonId } of lessons) {
      const report = { enrollmentId, lessonId, positionSeconds: 3, clientSequence: 1 }
      const refused = await mutate(course, learner, 'recordProgress', { ...report, completed: true })
      expect(refusals(refused)).toEqual([['input.completed', 'COMPLETED_BY_RESULT']])
      expect((await mutate(course, learner, 'recordProgress', report)).userErrors).toEqual([])
    }
    await grade(learner, quizId, false)
    await attend(learner, 0)
    expect(await completed(learner, id)).toBe(0)
    await grade(learner, quizId, true)
    await grade(learner, assignmentId, true)
    expect(await completed(learner, id)).toBe(2)
    await attend(learner, 60, 2)
    expect(await enrollmentOf(course, learner, id)).toMatchObject({
      completedAt: expect.any(String),
      progress: { percent: 100 },
      certificate: { serial: expect.any(String) },
    })
    expect((await eventsOf(course, lessonCompleted, enrollmentId)).map(({ data }) => data.lessonId)).toEqual(
      lessons.map((lesson) => lesson.id),
    )
  })

  test('count also when they come before the enrolment', async () => {
    const { id, quizId, assignmentId, grade, attend } = await examined()
    const learner = createViewer()
    await grade(learner, quizId, true)
    await grade(learner, assignmentId, true)
    await attend(learner, 60)
    const { enrollment } = await enroll(course, learner, id)
    expect((await enrollmentOf(course, learner, id)).progress.percent).toBe(100)
    expect(await eventsOf(course, courseCompleted, enrollment.id)).toHaveLength(1)
  })

  test('count also when they come together with the enrolment', async () => {
    const { id, quizId, assignmentId, grade, attend } = await examined()
    const learners = Array.from({ length: 8 }, () => createViewer())
    await Promise.all(
      learners.flatMap((learner) => [
        grade(learner, quizId, true),
        enroll(course, learner, id),
        grade(learner, assignmentId, true),
        attend(learner, 60),
      ]),
    )
    const percents = await Promise.all(
      learners.map(async (learner) => (await enrollmentOf(course, learner, id)).progress.percent),
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
