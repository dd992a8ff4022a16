import { newId } from '@lms/kit/ids'
import type { Viewer } from '@lms/kit/viewer'
import { countStatements } from '@lms/testkit/count-statements'
import type { TestSubgraph } from '@lms/testkit/subgraph'
import { createViewer } from '@lms/testkit/viewers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  CHOICE,
  call,
  ESSAY,
  end,
  enroll,
  newLearner,
  openCourse,
  publishedQuiz,
  startTestAssessment,
  takeQuiz,
} from './start-assessment.ts'

let assessment: TestSubgraph
beforeAll(async () => {
  assessment = await startTestAssessment()
})
afterAll(() => assessment[Symbol.asyncDispose]())

const admin = createViewer('ADMIN')
const RIGHT = { SINGLE_CHOICE: { choices: ['oak'] }, NUMERIC: { number: 3.14 }, ESSAY: { text: 'Light.' } }

async function entity(viewer: Viewer | null, reference: { __typename: string; id: string }, selection: string) {
  const answer = await assessment.entities(viewer, [reference], `... on ${reference.__typename} { ${selection} }`)
  return {
    node: answer.data?._entities[0] ?? null,
    codes: (answer.errors ?? []).map(({ extensions }) => extensions.code),
  }
}

describe('a quiz', () => {
  test('is null like an unknown one for whoever may not see it, by query and by reference', async () => {
    const course = await openCourse(assessment)
    const learner = await newLearner({ assessment, course })
    const published = await publishedQuiz(assessment, course)
    const { quiz: draft } = await call(assessment, course.instructor, 'createQuiz', {
      courseId: course.courseId,
      title: 'x',
    })
    const strangers = [null, createViewer(), createViewer('INSTRUCTOR')]
    const sees = async (viewer: Viewer | null, id: string) => {
      const { data } = await assessment.execute(viewer, 'query ($id: ID!) { quiz(id: $id) { id } }', { id })
      const { node } = await entity(viewer, { __typename: 'Quiz', id }, 'id')
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
    const course = await openCourse(assessment)
    const learner = await newLearner({ assessment, course })
    const quizId = await publishedQuiz(assessment, course)
    const { attempt } = await call(assessment, learner, 'startAttempt', { quizId })
    const key = 'questions { answer { choices } }'
    const direct = await entity(learner, { __typename: 'Quiz', id: quizId }, `id ${key}`)
    expect(direct).toEqual({ node: { __typename: 'Quiz', id: quizId, questions: null }, codes: ['FORBIDDEN'] })
    const nested = await entity(learner, { __typename: 'Attempt', id: attempt.id }, `id quiz { ${key} }`)
    expect(nested.node.quiz).toEqual({ questions: null })
    const listed = await entity(learner, { __typename: 'Course', id: course.courseId }, `quizzes { ${key} }`)
    expect(listed.node.quizzes).toEqual([{ questions: null }])
    const taught = await entity(course.instructor, { __typename: 'Quiz', id: quizId }, key)
    expect(taught.node.questions[0].answer.choices).toEqual(['oak'])
  })
})

describe('a course', () => {
  test('lists the quizzes and assignments that the caller may see', async () => {
    const course = await openCourse(assessment)
    const learner = await newLearner({ assessment, course })
    const published = await publishedQuiz(assessment, course)
    const input = { courseId: course.courseId, title: 'x' }
    const { quiz: draft } = await call(assessment, course.instructor, 'createQuiz', input)
    const work = { ...input, instructions: 'Do it.', points: 1 }
    const { assignment } = await call(assessment, course.instructor, 'createAssignment', work)
    const list = async (viewer: Viewer | null) => {
      const { node } = await entity(
        viewer,
        { __typename: 'Course', id: course.courseId },
        'quizzes { id } assignments { id }',
      )
      return [node.quizzes, node.assignments].map((rows) => rows.map(({ id }: { id: string }) => id))
    }
    expect(await list(course.instructor)).toEqual([[published, draft.id], [assignment.id]])
    expect(await list(learner)).toEqual([[published], [assignment.id]])
    expect(await list(createViewer())).toEqual([[], []])
    expect(await list(null)).toEqual([[], []])
  })

  test('asks for the same number of statements however many quizzes, attempts and courses it shows', async () => {
    const learner = createViewer()
    const courses = []
    for (let index = 0; index < 4; index++) {
      const course = await openCourse(assessment)
      await enroll(assessment, course.courseId, learner)
      for (let quiz = 0; quiz < (index === 0 ? 1 : 3); quiz++) {
        const quizId = await publishedQuiz(assessment, course)
        await takeQuiz(assessment, learner, quizId, RIGHT)
      }
      const work = { courseId: course.courseId, title: 'x', instructions: 'Do it.', points: 1 }
      const { assignment } = await call(assessment, course.instructor, 'createAssignment', work)
      await call(assessment, learner, 'submitAssignment', { assignmentId: assignment.id, text: 'x' })
      courses.push({ __typename: 'Course', id: course.courseId })
    }
    const selection = `... on Course {
      quizzes { title questionCount attempts(first: 1) { totalCount nodes { score { percent } answers { points } } } }
      assignments { title submissions(first: 1) { nodes { status late } } }
    }`
    const countOf = (references: { __typename: string; id: string }[]) =>
      countStatements(assessment, async () => {
        expect((await assessment.entities(learner, references, selection)).errors).toBeUndefined()
      })
    expect(await countOf(courses)).toBe(await countOf(courses.slice(0, 1)))
  })
})

describe('the gradebook', () => {
  test('shows those who teach every learner’s results, released or not, page by page', async () => {
    const course = await openCourse(assessment)
    const quizId = await publishedQuiz(assessment, course, { gradesReleased: 'MANUAL' })
    const learners = []
    for (let index = 0; index < 6; index++) learners.push(await newLearner({ assessment, course }))
    for (const learner of learners) await takeQuiz(assessment, learner, quizId, RIGHT)
    const gone = createViewer()
    const seat = await enroll(assessment, course.courseId, gone)
    await end(assessment, seat, 2)
    const book = async (viewer: Viewer | null, args: string) => {
      const rows = 'user { id } grades { score { points percent } quiz { title } attempt { number } releasedAt }'
      const selection = `gradebook(${args}) { totalCount nodes { ${rows} } pageInfo { hasNextPage endCursor } }`
      return entity(viewer, { __typename: 'Course', id: course.courseId }, selection)
    }
    const { node } = await book(course.instructor, 'first: 4')
    expect(node.gradebook.totalCount).toBe(6)
    expect(node.gradebook.nodes[0]).toEqual({
      user: { id: learners[0]?.id },
      grades: [
        { score: { points: 3, percent: 100 }, quiz: { title: 'Trees' }, attempt: { number: 1 }, releasedAt: null },
      ],
    })
    const rest = await book(admin, `first: 4, after: "${node.gradebook.pageInfo.endCursor}"`)
    const ids = [...node.gradebook.nodes, ...rest.node.gradebook.nodes].map(({ user }) => user.id)
    expect(ids).toEqual(learners.map(({ id }) => id))
    expect(rest.node.gradebook.pageInfo.hasNextPage).toBe(false)

    const statements = (first: number) => countStatements(assessment, () => book(course.instructor, `first: ${first}`))
    expect(await statements(6)).toBe(await statements(1))

    for (const viewer of [learners[0] ?? null, createViewer('INSTRUCTOR'), createViewer(), null]) {
      expect(await book(viewer, 'first: 1')).toEqual({
        node: { __typename: 'Course', gradebook: null },
        codes: ['FORBIDDEN'],
      })
    }
    expect((await book(course.instructor, 'first: 0')).codes).toEqual(['BAD_USER_INPUT'])
    expect((await book(course.instructor, 'first: 1000')).codes).toEqual(['BAD_USER_INPUT'])
  })
})

describe('an attempt', () => {
  test('is for its learner, those who teach the course and staff; null like an unknown one for anybody else', async () => {
    const course = await openCourse(assessment)
    const quizId = await publishedQuiz(assessment, course, { gradesReleased: 'MANUAL' })
    const learner = await newLearner({ assessment, course })
    const { id } = await takeQuiz(assessment, learner, quizId, RIGHT)
    const other = await newLearner({ assessment, course })
    const sees = async (viewer: Viewer | null, attemptId: string) => {
      const { data } = await assessment.execute(viewer, 'query ($id: ID!) { attempt(id: $id) { score { points } } }', {
        id: attemptId,
      })
      const { node } = await entity(viewer, { __typename: 'Attempt', id: attemptId }, 'score { points }')
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
    const course = await openCourse(assessment)
    const quizId = await publishedQuiz(assessment, course, { attemptsAllowed: 2 }, [CHOICE, ESSAY])
    const [ada, bob] = [await newLearner({ assessment, course }), await newLearner({ assessment, course })]
    const { id: waiting } = await takeQuiz(assessment, ada, quizId, RIGHT)
    const { id: done } = await takeQuiz(assessment, bob, quizId, {})
    const { attempt } = await call(assessment, bob, 'startAttempt', { quizId })
    const list = async (viewer: Viewer, args = '') => {
      const { node } = await entity(
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

describe('a person', () => {
  test('shows attempts and grades to the person and staff only', async () => {
    const course = await openCourse(assessment)
    const learner = await newLearner({ assessment, course })
    await takeQuiz(assessment, learner, await publishedQuiz(assessment, course), RIGHT)
    const reference = { __typename: 'User', id: learner.id }
    const selection = 'id attempts { totalCount } grades { totalCount }'
    for (const viewer of [learner, admin]) {
      expect((await entity(viewer, reference, selection)).node).toMatchObject({
        attempts: { totalCount: 1 },
        grades: { totalCount: 1 },
      })
    }
    for (const viewer of [course.instructor, createViewer(), null]) {
      expect(await entity(viewer, reference, selection)).toEqual({
        node: { ...reference, attempts: null, grades: null },
        codes: ['FORBIDDEN', 'FORBIDDEN'],
      })
    }
  })

  test('asks for the same number of statements however long the lists are, and pages join without gaps', async () => {
    const learner = createViewer()
    for (let index = 0; index < 6; index++) {
      const course = await openCourse(assessment)
      await enroll(assessment, course.courseId, learner)
      await takeQuiz(assessment, learner, await publishedQuiz(assessment, course, { title: `Quiz ${index}` }), RIGHT)
    }
    const lists = `attempts(first: $first, after: $after) {
        nodes { quiz { title } score { percent passed } questions { prompt } answers { points } }
        pageInfo { hasNextPage endCursor }
      }
      grades(first: $first) { nodes { quiz { title } attempt { number } score { percent } } }`
    const document = `query ($r: [_Any!]!, $first: Int, $after: String) { _entities(representations: $r) { ... on User { ${lists} } } }`
    const page = async (first: number, after: string | null = null) => {
      const { data } = await assessment.execute(learner, document, {
        r: [{ __typename: 'User', id: learner.id }],
        first,
        after,
      })
      return data._entities[0]
    }
    const statements = (first: number) => countStatements(assessment, () => page(first))
    expect(await statements(6)).toBe(await statements(2))
    const titles: string[] = []
    let after: string | null = null
    do {
      const {
        attempts,
      }: { attempts: { nodes: { quiz: { title: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } =
        await page(4, after)
      titles.push(...attempts.nodes.map(({ quiz }) => quiz.title))
      after = attempts.pageInfo.hasNextPage ? attempts.pageInfo.endCursor : null
    } while (after)
    expect(titles).toEqual([5, 4, 3, 2, 1, 0].map((index) => `Quiz ${index}`))
  })
})

describe('an assignment', () => {
  test('is for the course’s learners and those who teach it, by query and by reference', async () => {
    const course = await openCourse(assessment)
    const work = { courseId: course.courseId, title: 'x', instructions: 'Do it.', points: 1 }
    const { assignment } = await call(assessment, course.instructor, 'createAssignment', work)
    const learner = await newLearner({ assessment, course })
    const sees = async (viewer: Viewer | null) => {
      const query = 'query ($id: ID!) { assignment(id: $id) { id } }'
      const { data } = await assessment.execute(viewer, query, { id: assignment.id })
      const { node } = await entity(viewer, { __typename: 'Assignment', id: assignment.id }, 'id')
      expect(Boolean(node)).toBe(Boolean(data.assignment))
      return data.assignment !== null
    }
    for (const viewer of [course.instructor, admin, learner]) expect(await sees(viewer)).toBe(true)
    for (const viewer of [createViewer('INSTRUCTOR'), createViewer(), null]) expect(await sees(viewer)).toBe(false)
  })

  test('shows learners their own work only', async () => {
    const course = await openCourse(assessment)
    const work = { courseId: course.courseId, title: 'x', instructions: 'Do it.', points: 1 }
    const { assignment } = await call(assessment, course.instructor, 'createAssignment', work)
    const [ada, bob] = [await newLearner({ assessment, course }), await newLearner({ assessment, course })]
    for (const learner of [ada, bob]) {
      await call(assessment, learner, 'submitAssignment', { assignmentId: assignment.id, text: learner.id })
    }
    const texts = async (viewer: Viewer) => {
      const reference = { __typename: 'Assignment', id: assignment.id }
      const { node } = await entity(
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
