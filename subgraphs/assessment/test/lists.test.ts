import type { Viewer } from '@lms/kit/viewer'
import { countStatements } from '@lms/testkit/count-statements'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import {
  call,
  end,
  enroll,
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

describe('a course', () => {
  test('lists the quizzes and assignments that the caller may see', async () => {
    const course = await openCourse(room.assessment)
    const learner = await newLearner({ ...room, course })
    const published = await publishedQuiz(room.assessment, course)
    const input = { courseId: course.courseId, title: 'x' }
    const { quiz: draft } = await call(room.assessment, course.instructor, 'createQuiz', input)
    const assignmentId = await givenAssignment(room.assessment, course)
    const list = async (viewer: Viewer | null) => {
      const { node } = await readEntity(
        room.assessment,
        viewer,
        { __typename: 'Course', id: course.courseId },
        'quizzes { id } assignments { id }',
      )
      return [node.quizzes, node.assignments].map((rows) => rows.map(({ id }: { id: string }) => id))
    }
    expect(await list(course.instructor)).toEqual([[published, draft.id], [assignmentId]])
    expect(await list(learner)).toEqual([[published], [assignmentId]])
    expect(await list(createViewer())).toEqual([[], []])
    expect(await list(null)).toEqual([[], []])
  })

  test('asks for the same number of statements however many quizzes, attempts and courses it shows', async () => {
    const learner = createViewer()
    const courses = []
    for (let index = 0; index < 4; index++) {
      const course = await openCourse(room.assessment)
      await enroll(room.assessment, course.courseId, learner)
      for (let quiz = 0; quiz < (index === 0 ? 1 : 3); quiz++) {
        const quizId = await publishedQuiz(room.assessment, course)
        await takeQuiz(room.assessment, learner, quizId, RIGHT)
      }
      const assignmentId = await givenAssignment(room.assessment, course)
      await call(room.assessment, learner, 'submitAssignment', { assignmentId, text: 'x' })
      courses.push({ __typename: 'Course', id: course.courseId })
    }
    const selection = `... on Course {
      quizzes { title questionCount attempts(first: 1) { totalCount nodes { score { percent } answers { points } } } }
      assignments { title submissions(first: 1) { nodes { status late } } }
    }`
    const countOf = (references: { __typename: string; id: string }[]) =>
      countStatements(room.assessment, async () => {
        expect((await room.assessment.entities(learner, references, selection)).errors).toBeUndefined()
      })
    expect(await countOf(courses)).toBe(await countOf(courses.slice(0, 1)))
  })
})

describe('the gradebook', () => {
  test('shows those who teach every learner’s results, released or not, page by page', async () => {
    const course = await openCourse(room.assessment)
    const quizId = await publishedQuiz(room.assessment, course, { gradesReleased: 'MANUAL' })
    const learners = []
    for (let index = 0; index < 6; index++) learners.push(await newLearner({ ...room, course }))
    for (const learner of learners) await takeQuiz(room.assessment, learner, quizId, RIGHT)
    const gone = createViewer()
    const seat = await enroll(room.assessment, course.courseId, gone)
    await end(room.assessment, seat, 2)
    const book = async (viewer: Viewer | null, args: string) => {
      const rows = 'user { id } grades { score { points percent } quiz { title } attempt { number } releasedAt }'
      const selection = `gradebook(${args}) { totalCount nodes { ${rows} } pageInfo { hasNextPage endCursor } }`
      return readEntity(room.assessment, viewer, { __typename: 'Course', id: course.courseId }, selection)
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

    const statements = (first: number) =>
      countStatements(room.assessment, () => book(course.instructor, `first: ${first}`))
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

describe('a person', () => {
  test('shows attempts and grades to the person and staff only', async () => {
    const course = await openCourse(room.assessment)
    const learner = await newLearner({ ...room, course })
    await takeQuiz(room.assessment, learner, await publishedQuiz(room.assessment, course), RIGHT)
    const reference = { __typename: 'User', id: learner.id }
    const selection = 'id attempts { totalCount } grades { totalCount }'
    for (const viewer of [learner, admin]) {
      expect((await readEntity(room.assessment, viewer, reference, selection)).node).toMatchObject({
        attempts: { totalCount: 1 },
        grades: { totalCount: 1 },
      })
    }
    for (const viewer of [course.instructor, createViewer(), null]) {
      expect(await readEntity(room.assessment, viewer, reference, selection)).toEqual({
        node: { ...reference, attempts: null, grades: null },
        codes: ['FORBIDDEN', 'FORBIDDEN'],
      })
    }
  })

  test('asks for the same number of statements however long the lists are, and pages join without gaps', async () => {
    const learner = createViewer()
    for (let index = 0; index < 6; index++) {
      const course = await openCourse(room.assessment)
      await enroll(room.assessment, course.courseId, learner)
      await takeQuiz(
        room.assessment,
        learner,
        await publishedQuiz(room.assessment, course, { title: `Quiz ${index}` }),
        RIGHT,
      )
    }
    const lists = `attempts(first: $first, after: $after) {
        nodes { quiz { title } score { percent passed } questions { prompt } answers { points } }
        pageInfo { hasNextPage endCursor }
      }
      grades(first: $first) { nodes { quiz { title } attempt { number } score { percent } } }`
    const document = `query ($r: [_Any!]!, $first: Int, $after: String) { _entities(representations: $r) { ... on User { ${lists} } } }`
    const page = async (first: number, after: string | null = null) => {
      const { data } = await room.assessment.execute(learner, document, {
        r: [{ __typename: 'User', id: learner.id }],
        first,
        after,
      })
      return data._entities[0]
    }
    const statements = (first: number) => countStatements(room.assessment, () => page(first))
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
