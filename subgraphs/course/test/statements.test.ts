import type { Viewer } from '@lms/kit/viewer'
import { countStatements } from '@lms/testkit/count-statements'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { beforeAll, expect, test } from 'vitest'
import { article, mutate, publishedCourse, startTestCourse } from './start-course.ts'

const MANY = 20

const course = setUp(startTestCourse)
const instructor = createViewer('INSTRUCTOR')
const learner = createViewer()
const courseIds: string[] = []

beforeAll(async () => {
  const admin = createViewer('ADMIN')
  for (let index = 0; index < MANY; index++) {
    const { id } = await publishedCourse(course, {
      instructor,
      title: `Course ${index}`,
      lessons: [article(), article()],
    })
    const { category } = await mutate(course, admin, 'createCategory', { name: `Category ${index}` })
    await mutate(course, instructor, 'updateCourse', { courseId: id, categoryId: category.id })
    await mutate(course, learner, 'enroll', { courseId: id })
    courseIds.push(id)
  }
  // Archived courses are asked about by enrolment, so some must be among them.
  for (const courseId of [...courseIds.slice(0, 2), ...courseIds.slice(-1)])
    await mutate(course, instructor, 'archiveCourse', { courseId })
}, 120_000)

const statements = (viewer: Viewer | null, query: string, variables: Record<string, unknown>): Promise<number> =>
  countStatements(course, async () => {
    expect((await course.execute(viewer, query, variables)).errors).toBeUndefined()
  })

const COURSE = `id title category { name } status version enrollmentCount rating { average count } instructor { id }
  sections { title lessons { id title content { __typename ... on ArticleContent { body } } viewerProgress { positionSeconds } } }
  viewerEnrollment { id status progress { percent completedLessons totalLessons resumeLesson { title } } certificate { serial } }`

test('the dashboard costs the same with two enrolments as with twenty', async () => {
  const dashboard = (first: number) => ({
    query: `query ($user: [_Any!]!) { _entities(representations: $user) { ... on User {
      enrollments(first: ${first}) { totalCount nodes { id status version course { ${COURSE} } certificate { serial url }
        progress { percent completedLessons totalLessons resumeLesson { title content { __typename } } } } } } } }`,
    variables: { user: [{ __typename: 'User', id: learner.id }] },
  })
  const cost = ({ query, variables }: ReturnType<typeof dashboard>) => statements(learner, query, variables)
  const few = await cost(dashboard(2))
  expect(await cost(dashboard(MANY))).toBe(few)
})

test("the instructor's list costs the same with two courses as with twenty", async () => {
  const list = (first: number) =>
    `query ($user: [_Any!]!) { _entities(representations: $user) { ... on User {
      taughtCourses(first: ${first}) { totalCount nodes { ${COURSE} hasUnpublishedChanges } } } } }`
  const user = [{ __typename: 'User', id: instructor.id }]
  expect(await statements(instructor, list(MANY), { user })).toBe(await statements(instructor, list(2), { user }))
})

test('the catalogue costs the same with two courses as with seventeen', async () => {
  const list = (first: number) => `{ courses(first: ${first}) { totalCount nodes { ${COURSE} } } }`
  expect(await statements(learner, list(MANY), {})).toBe(await statements(learner, list(2), {}))
})

test('the lists of many people cost the same as those of two', async () => {
  const staff = createViewer('ADMIN')
  const query = `query ($users: [_Any!]!) { _entities(representations: $users) { ... on User {
    enrollments(first: 5) { totalCount nodes { status } } taughtCourses(first: 5) { totalCount nodes { title reviews { totalCount nodes { rating } } } } } } }`
  const people = Array.from({ length: MANY }, (_, index) => [learner, instructor][index] ?? createViewer())
  const references = (count: number) => ({
    users: people.slice(0, count).map(({ id }) => ({ __typename: 'User', id })),
  })
  const few = await statements(staff, query, references(2))
  expect(await statements(staff, query, references(MANY))).toBe(few)
})

test('references cost the same for two as for twenty', async () => {
  const query = `query ($courses: [_Any!]!) { _entities(representations: $courses) { ... on Course { ${COURSE} } } }`
  const references = (ids: string[]) => ({ courses: ids.map((id) => ({ __typename: 'Course', id })) })
  const few = await statements(learner, query, references(courseIds.slice(0, 2)))
  expect(await statements(learner, query, references(courseIds))).toBe(few)
})

test('a course page costs the same with two lessons as with forty', async () => {
  const small = await publishedCourse(course, { instructor })
  const large = await publishedCourse(course, { instructor, lessons: Array.from({ length: 40 }, () => article()) })
  const page = `query ($id: ID!) { course(id: $id) { ${COURSE} reviews { nodes { rating } } } }`
  for (const { id: courseId } of [small, large]) await mutate(course, learner, 'enroll', { courseId })
  const few = await statements(learner, page, { id: small.id })
  expect(await statements(learner, page, { id: large.id })).toBe(few)
})
