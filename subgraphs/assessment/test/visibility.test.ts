import { newId } from '@lms/kit/ids'
import type { Viewer } from '@lms/kit/viewer'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import {
  CHOICE,
  call,
  ESSAY,
  givenAssignment,
  newLearner,
  openCourse,
  publishedQuiz,
  RIGHT,
  readEntity,
  setUpClassroom,
  takeQuiz,
} from './start-assessment.ts'

const room = setUpClassroom()
const admin = createViewer('ADMIN')

describe('a quiz', () => {
  test('is null like an unknown one for whoever may not see it, by query and by reference', async () => {
    const course = await openCourse(room.assessment)
    const learner = await newLearner({ ...room, course })
    const published = await publishedQuiz(room.assessment, course)
    const { quiz: draft } = await call(room.assessment, course.instructor, 'createQuiz', {
      courseId: course.courseId,
      title: 'x',
    })
    const strangers = [null, createViewer(), createViewer('INSTRUCTOR')]
    const sees = async (viewer: Viewer | null, id: string) => {
      const { data } = await room.assessment.execute(viewer, 'query ($id: ID!) { quiz(id: $id) { id } }', { id })
      const { node } = await readEntity(room.assessment, viewer, { __typename: 'Quiz', id }, 'id')
      expect(Boolean(data.quiz)).toBe(Boolean(node))
      return data.quiz !== null
    }
    for (const viewer of [course.instructor, admin]) {
      expect([await sees(viewer, published), await sees(viewer, draft.id)]).toEqual([true, true])
    }
    expect([await sees(learner, published), await sees(learner, draft.id)]).toEqual([true, false])
    for (const viewer of strangers) {
      expect([await sees(viewer, published), await sees(viewer, draft.id)]).toEqual([false, false])
    }
    for (const viewer of [learner, admin, null]) expect(await sees(viewer, newId('quiz'))).toBe(false)
  })

  test('never shows a learner what is right, whichever way it is asked', async () => {
    const course = await openCourse(room.assessment)
    const learner = await newLearner({ ...room, course })
    const quizId = await publishedQuiz(room.assessment, course)
    const { attempt } = await call(room.assessment, learner, 'startAttempt', { quizId })
    const key = 'questions { answer { choices } }'
    const direct = await readEntity(room.assessment, learner, { __typename: 'Quiz', id: quizId }, `id ${key}`)
    expect(direct).toEqual({ node: { __typename: 'Quiz', id: quizId, questions: null }, codes: ['FORBIDDEN'] })
    const nested = await readEntity(
      room.assessment,
      learner,
      { __typename: 'Attempt', id: attempt.id },
      `id quiz { ${key} }`,
    )
    expect(nested.node.quiz).toEqual({ questions: null })
    const listed = await readEntity(
      room.assessment,
      learner,
      { __typename: 'Course', id: course.courseId },
      `quizzes { ${key} }`,
    )
    expect(listed.node.quizzes).toEqual([{ questions: null }])
    const taught = await readEntity(room.assessment, course.instructor, { __typename: 'Quiz', id: quizId }, key)
    expect(taught.node.questions[0].answer.choices).toEqual(['oak'])
  })
})

describe('an attempt', () => {
  test('is for its learner, those who teach the course and staff; null like an unknown one for anybody else', async () => {
    const course = await openCourse(room.assessment)
    const quizId = await publishedQuiz(room.assessment, course, { gradesReleased: 'MANUAL' })
    const learner = await newLearner({ ...room, course })
    const { id } = await takeQuiz(room.assessment, learner, quizId, RIGHT)
    const other = await newLearner({ ...room, course })
    const sees = async (viewer: Viewer | null, attemptId: string) => {
      const { data } = await room.assessment.execute(
        viewer,
        'query ($id: ID!) { attempt(id: $id) { score { points } } }',
        {
          id: attemptId,
        },
      )
      const { node } = await readEntity(
        room.assessment,
        viewer,
        { __typename: 'Attempt', id: attemptId },
        'score { points }',
      )
      if (node) expect(node).toEqual({ __typename: 'Attempt', ...data.attempt })
      else expect(data.attempt).toBeNull()
      return data.attempt
    }
    for (const viewer of [course.instructor, admin]) expect(await sees(viewer, id)).toEqual({ score: { points: 3 } })
    expect(await sees(learner, id)).toEqual({ score: null })
    for (const viewer of [other, createViewer('INSTRUCTOR'), createViewer(), null])
      expect(await sees(viewer, id)).toBeNull()
    expect(await sees(admin, newId('attempt'))).toBeNull()
  })

  test('of a quiz shows up for those who teach it, by state; learners find only their own', async () => {
    const course = await openCourse(room.assessment)
    const quizId = await publishedQuiz(room.assessment, course, { attemptsAllowed: 2 }, [CHOICE, ESSAY])
    const [ada, bob] = [await newLearner({ ...room, course }), await newLearner({ ...room, course })]
    const { id: waiting } = await takeQuiz(room.assessment, ada, quizId, RIGHT)
    const { id: done } = await takeQuiz(room.assessment, bob, quizId, {})
    const { attempt } = await call(room.assessment, bob, 'startAttempt', { quizId })
    const list = async (viewer: Viewer, args = '') => {
      const { node } = await readEntity(
        room.assessment,
        viewer,
        { __typename: 'Quiz', id: quizId },
        `attempts${args} { totalCount nodes { id } }`,
      )
      return [node.attempts.totalCount, node.attempts.nodes.map(({ id }: { id: string }) => id)]
    }
    expect(await list(course.instructor)).toEqual([3, [attempt.id, done, waiting]])
    expect(await list(course.instructor, '(status: SUBMITTED)')).toEqual([1, [waiting]])
    expect(await list(bob)).toEqual([2, [attempt.id, done]])
    expect(await list(ada, '(status: GRADED)')).toEqual([0, []])
  })
})

describe('an assignment', () => {
  test('is for the course’s learners and those who teach it, by query and by reference', async () => {
    const course = await openCourse(room.assessment)
    const assignmentId = await givenAssignment(room.assessment, course)
    const learner = await newLearner({ ...room, course })
    const sees = async (viewer: Viewer | null) => {
      const query = 'query ($id: ID!) { assignment(id: $id) { id } }'
      const { data } = await room.assessment.execute(viewer, query, { id: assignmentId })
      const { node } = await readEntity(room.assessment, viewer, { __typename: 'Assignment', id: assignmentId }, 'id')
      expect(Boolean(node)).toBe(Boolean(data.assignment))
      return data.assignment !== null
    }
    for (const viewer of [course.instructor, admin, learner]) expect(await sees(viewer)).toBe(true)
    for (const viewer of [createViewer('INSTRUCTOR'), createViewer(), null]) expect(await sees(viewer)).toBe(false)
  })

  test('shows learners their own work only', async () => {
    const course = await openCourse(room.assessment)
    const assignmentId = await givenAssignment(room.assessment, course)
    const [ada, bob] = [await newLearner({ ...room, course }), await newLearner({ ...room, course })]
    for (const learner of [ada, bob]) {
      await call(room.assessment, learner, 'submitAssignment', { assignmentId, text: learner.id })
    }
    const texts = async (viewer: Viewer) => {
      const reference = { __typename: 'Assignment', id: assignmentId }
      const { node } = await readEntity(
        room.assessment,
        viewer,
        reference,
        'submissions { nodes { text user { id } assignment { title } } }',
      )
      return node.submissions.nodes.map(({ text }: { text: string }) => text)
    }
    expect(await texts(ada)).toEqual([ada.id])
    expect(await texts(course.instructor)).toEqual([bob.id, ada.id])
  })
})
