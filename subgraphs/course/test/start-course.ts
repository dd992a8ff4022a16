import { assignmentPublished, quizPublished } from '@lms/contracts/assessment'
import type { EventDefinition, EventOf } from '@lms/contracts/event'
import { fileAvailable } from '@lms/contracts/file'
import { liveSessionScheduled } from '@lms/contracts/live-session'
import { grantIssued, priceSet } from '@lms/contracts/payment'
import { newId } from '@lms/kit/ids'
import type { SignedInViewer, Viewer } from '@lms/kit/viewer'
import { type Answer, startTestSubgraph, type TestSubgraph } from '@lms/testkit/subgraph'
import { createViewer } from '@lms/testkit/viewers'
import { startCourse } from '../src/server.ts'

/** The course subgraph on a database of its own. */
export const startTestCourse = (): Promise<TestSubgraph> =>
  startTestSubgraph('course', startCourse, { environment: { FRONTEND_URL: 'https://learn.example.com' } })

// biome-ignore lint/suspicious/noExplicitAny: tests read the fields that they selected
type Payload = any

const FIELDS: Record<string, string> = {
  createCourse: 'course { id slug status version }',
  updateCourse: 'course { id title summary language slug category { id name } }',
  archiveCourse: 'course { id status }',
  createCategory: 'category { id name }',
  addSection: 'section { id title } course { sections { id title } }',
  addLesson: 'lesson { id title kind durationSeconds } course { sections { lessons { id title } } }',
  updateLesson: 'lesson { id title durationSeconds } course { sections { lessons { id title } } }',
  removeLesson: 'course { sections { lessons { id title } } }',
  publishCourse: 'course { id status version hasUnpublishedChanges }',
  enroll: 'enrollment { id status version }',
  recordProgress:
    'enrollment { id completedAt progress { percent completedLessons totalLessons resumeLesson { id } resumePositionSeconds } certificate { serial } }',
  reviewCourse: 'review { id rating body } course { rating { average count } }',
}

/** Sends a mutation by its name with its input, and selects what the tests look at. */
export async function mutate(
  course: TestSubgraph,
  viewer: Viewer | null,
  name: string,
  input: Record<string, unknown>,
): Promise<Payload> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`
  const answer: Answer = await course.execute(
    viewer,
    `mutation ($input: ${type}!) { ${name}(input: $input) { ${FIELDS[name]} userErrors { field code message } } }`,
    { input },
  )
  return answer.errors ? { errors: answer.errors } : answer.data[name]
}

export const video = (fileId: string) => ({ kind: 'VIDEO', content: { video: { fileId } } })

export const article = (body = 'Read this.') => ({ kind: 'ARTICLE', content: { article: { body } } })

export interface TestLesson {
  id: string
  title: string
}

/** A course with its sections and lessons, as its instructor made it. */
export interface TestCourse {
  id: string
  instructor: SignedInViewer
  sectionId: string
  lessons: TestLesson[]
}

/** Makes a draft with one section and the given lessons (kind and content), by default two articles. */
export async function draftCourse(
  course: TestSubgraph,
  options: { instructor?: SignedInViewer; title?: string; lessons?: { kind: string; content: object }[] } = {},
): Promise<TestCourse> {
  const { instructor = createViewer('INSTRUCTOR'), title = 'Algebra', lessons = [article(), article()] } = options
  const created = await mutate(course, instructor, 'createCourse', { title, summary: 'Numbers and letters.' })
  const courseId: string = created.course.id
  const { section } = await mutate(course, instructor, 'addSection', { courseId, title: 'Basics' })
  const made: TestLesson[] = []
  for (const lesson of lessons) {
    const input = { sectionId: section.id, title: `Lesson ${made.length + 1}`, durationSeconds: 60, ...lesson }
    made.push((await mutate(course, instructor, 'addLesson', input)).lesson)
  }
  return { id: courseId, instructor, sectionId: section.id, lessons: made }
}

/** Makes and publishes a course; free unless told otherwise. */
export async function publishedCourse(
  course: TestSubgraph,
  options: Parameters<typeof draftCourse>[1] & { price?: number | null } = {},
): Promise<TestCourse> {
  const draft = await draftCourse(course, options)
  await mutate(course, draft.instructor, 'publishCourse', { courseId: draft.id })
  const { price = 0 } = options
  if (price !== null) await setPrice(course, draft.id, price)
  return draft
}

/** Announces a course's price as the payment domain does. */
export const setPrice = (course: TestSubgraph, courseId: string, minorUnits: number, version = 1) =>
  course.deliver(priceSet, {
    subject: courseId,
    version,
    data: { courseId, price: { minorUnits: String(minorUnits), currency: 'EUR' } },
  })

/** Announces that an order line was paid. */
export function grant(course: TestSubgraph, courseId: string, userId: string, orderLineId = newId('line')) {
  return course.deliver(grantIssued, {
    subject: orderLineId,
    data: { orderLineId, orderId: newId('order'), courseId, userId },
  })
}

/** Enrols somebody new in a free course. */
export async function enrolledLearner(
  course: TestSubgraph,
  courseId: string,
): Promise<{ learner: SignedInViewer; enrollmentId: string }> {
  const learner = createViewer()
  const { enrollment } = await mutate(course, learner, 'enroll', { courseId })
  return { learner, enrollmentId: enrollment.id }
}

/** Announces that a file of somebody is ready. */
export function announceFile(course: TestSubgraph, ownerId: string, fileId = newId('file')): Promise<unknown> {
  return course.deliver(fileAvailable, {
    subject: fileId,
    data: { fileId, ownerId, contentType: 'video/mp4', size: 10 },
  })
}

/** Announces that a quiz of a course is ready. */
export const announceQuiz = (course: TestSubgraph, courseId: string, quizId: string) =>
  course.deliver(quizPublished, { subject: quizId, data: { quizId, courseId, title: 'Quiz' } })

/** Announces that an assignment of a course is ready. */
export const announceAssignment = (course: TestSubgraph, courseId: string, assignmentId: string) =>
  course.deliver(assignmentPublished, { subject: assignmentId, data: { assignmentId, courseId, title: 'Essay' } })

/** Announces that a session of a course is planned. */
export const announceSession = (course: TestSubgraph, courseId: string, sessionId: string) =>
  course.deliver(liveSessionScheduled, {
    subject: sessionId,
    data: {
      sessionId,
      courseId,
      hostId: newId('user'),
      title: 'Meeting',
      startsAt: '2030-01-01T10:00:00.000Z',
      timeZone: 'UTC',
      durationMinutes: 60,
    },
  })

/** Where and why a mutation was refused: the path of the input, joined by dots, and the code. */
export const refusals = ({ userErrors }: Payload): [string | undefined, string][] =>
  userErrors.map(({ field, code }: { field: string[] | null; code: string }) => [field?.join('.'), code])

/** Asks to be enrolled. */
export const enroll = (course: TestSubgraph, viewer: Viewer | null, courseId: string) =>
  mutate(course, viewer, 'enroll', { courseId })

const ENROLLMENT = `query ($id: ID!) { course(id: $id) { enrollmentCount viewerEnrollment { id status version completedAt
  progress { percent completedLessons totalLessons resumeLesson { id } } certificate { id serial } } } }`

/** What somebody sees of their own enrolment in a course. */
export const enrollmentOf = async (course: TestSubgraph, viewer: Viewer, id: string): Promise<Payload> =>
  (await course.execute(viewer, ENROLLMENT, { id })).data.course.viewerEnrollment

/** How many people a course shows to have enrolled. */
export const enrollmentCountOf = async (course: TestSubgraph, id: string): Promise<number> =>
  (await course.execute(null, ENROLLMENT, { id })).data.course.enrollmentCount

/** What the other domains were told about one course, enrolment or certificate. */
export const eventsOf = async <Definition extends EventDefinition>(
  course: TestSubgraph,
  definition: Definition,
  subject: string,
): Promise<EventOf<Definition>[]> => (await course.outbox(definition)).filter((event) => event.subject === subject)

/** The titles that somebody sees: of each section, followed by those of its lessons. */
export async function titlesOf(course: TestSubgraph, viewer: Viewer | null, id: string): Promise<string[][]> {
  const query = 'query ($id: ID!) { course(id: $id) { sections { title lessons { title } } } }'
  const { sections } = (await course.execute(viewer, query, { id })).data.course
  return sections.map((section: { title: string; lessons: { title: string }[] }) => [
    section.title,
    ...section.lessons.map(({ title }) => title),
  ])
}
