import type { SignedInClient } from '@lms/local/api-client'
import { onceKnown } from '@lms/local/demo/once-known'
import { startTestStack, type TestStack } from '@lms/testkit/stack'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { administrator, instructor, join } from './journey/people.ts'
import { journeyTarget } from './journey/target.ts'

const COURSES = 20

let stack: TestStack
let teacher: SignedInClient
let student: SignedInClient
let lastCourse: string
beforeAll(async () => {
  stack = await startTestStack()
  const target = journeyTarget(stack, { DATABASE_URL: stack.database('user').url, DB_SSL_MODE: 'disable' })
  teacher = await instructor(target, await administrator(target), 'Grace')
  student = await join(target, 'Ada')
  for (let index = 0; index < COURSES; index++) lastCourse = await makeFreeCourse(`Course ${index}`, 1 + index)
}, 120_000)
afterAll(() => stack[Symbol.asyncDispose]())

async function makeFreeCourse(title: string, lessons: number): Promise<string> {
  const { course } = await teacher.mutate('createCourse', { title, summary: 'Short.', language: 'en' }, 'course { id }')
  const { section } = await teacher.mutate('addSection', { courseId: course.id, title: 'All' }, 'section { id }')
  for (let index = 0; index < lessons; index++) {
    const content = { article: { body: 'Text.' } }
    await teacher.mutate(
      'addLesson',
      { sectionId: section.id, title: `Lesson ${index}`, kind: 'ARTICLE', content, durationSeconds: 60 },
      'lesson { id }',
    )
  }
  await onceKnown(() =>
    teacher.mutate('setPrice', { courseId: course.id, minorUnits: 0, currency: 'EUR' }, 'course { id }'),
  )
  await onceKnown(() => teacher.mutate('publishCourse', { courseId: course.id }, 'course { id }'))
  await onceKnown(() => student.mutate('enroll', { courseId: course.id }, 'enrollment { id }'))
  return course.id
}

const RUNS = 12
const MOST_RUNS = 60
const SEEN_OFTEN = 3

/** The fewest statements of several runs, seen repeatedly: jobs and consumers may add some of their own to any one. */
async function statementsOf(ask: () => Promise<unknown>): Promise<number> {
  const seen = new Map<number, number>()
  let fewest = Number.POSITIVE_INFINITY
  const isSure = () => (seen.get(fewest) ?? 0) >= SEEN_OFTEN
  for (let run = 0; run < RUNS || (run < MOST_RUNS && !isSure()); run++) {
    const before = await stack.sqlStatements()
    await ask()
    const count = (await stack.sqlStatements()) - before
    seen.set(count, (seen.get(count) ?? 0) + 1)
    fewest = Math.min(fewest, count)
  }
  return fewest
}

const DASHBOARD = `query ($first: Int!) { me { displayName unreadNotificationCount enrollments(first: $first) { totalCount nodes {
  status course { title instructor { displayName } price { decimal } } progress { percent completedLessons resumeLesson { title } } certificate { serial }
} } } }`
const TAUGHT = `query ($first: Int!) { me { taughtCourses(first: $first) { totalCount nodes {
  title status enrollmentCount price { decimal } quizzes { title } stats(range: { from: "2020-01-01T00:00:00Z", to: "2024-01-01T00:00:00Z" }) { enrollments completionRate revenue { decimal } }
} } } }`
const CATALOGUE = `query ($first: Int!) { courses(first: $first) { totalCount nodes { title slug instructor { displayName } price { decimal currency } enrollmentCount rating { average } category { name } } } }`
const COURSE_PAGE = `query ($id: ID!) { course(id: $id) { title instructor { displayName } price { decimal } quizzes { title } liveSessions(first: 5) { nodes { title } }
  sections { title lessons { title kind durationSeconds content { ... on ArticleContent { body } } viewerProgress { positionSeconds } } } } }`

test.each([
  ['the dashboard', DASHBOARD, () => student],
  ["the instructor's course list", TAUGHT, () => teacher],
  ['the catalogue', CATALOGUE, () => student],
])('%s issues as many statements for 20 courses as for 2', async (_name, query, viewer) => {
  const few = await statementsOf(() => viewer().ask(query, { first: 2 }))
  const many = await statementsOf(() => viewer().ask(query, { first: COURSES }))
  expect(few).toBeGreaterThan(0)
  expect(many).toBe(few)
})

test('the course page issues as many statements for 20 lessons as for 1', async () => {
  const { me } = await teacher.ask('{ me { taughtCourses(last: 1) { nodes { id title } } } }')
  const [first] = me.taughtCourses.nodes
  const few = await statementsOf(() => student.ask(COURSE_PAGE, { id: first.id }))
  const many = await statementsOf(() => student.ask(COURSE_PAGE, { id: lastCourse }))
  expect(few).toBeGreaterThan(0)
  expect(many).toBe(few)
})
