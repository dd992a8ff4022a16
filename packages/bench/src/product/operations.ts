import { type ApiClient, ApiError, createApiClient, signIn, signUp } from '@lms/local/api-client'
import { rightAnswerTo } from '@lms/local/demo/catalogue'
import { onceKnown } from '@lms/local/demo/once-known'
import { pay } from '@lms/local/demo/pay'
import { studentAccounts } from '@lms/local/demo/people'
import { takeQuiz } from '@lms/local/demo/take-quiz'
import type { School } from '@lms/testkit/open-school'

/** Something that people do. */
export interface Operation {
  name: string
  /** Of a hundred things that happen. */
  share: number
  run: () => Promise<unknown>
}

const CATALOGUE = `query Catalogue { courses(first: 12) { nodes {
  id title summary category { name } price { decimal currency } instructor { displayName } } } }`
const COURSE = `query CoursePage($id: ID!) { course(id: $id) {
  title summary price { decimal currency } instructor { displayName }
  sections { title lessons { id title kind durationSeconds } } reviews(first: 5) { nodes { rating } } } }`
const DASHBOARD = `query Dashboard { me { displayName unreadNotificationCount enrollments(first: 10) { nodes {
  id status course { id title instructor { displayName } } progress { percent resumeLesson { id title } } } } } }`
const NOTIFICATIONS = `query Notifications { me { unreadNotificationCount notifications(first: 20) { nodes {
  id category title readAt subject { __typename } } } } }`
const LEARN = `query Learn($id: ID!) { course(id: $id) { viewerEnrollment { id } sections { lessons { id kind content {
  ... on ArticleContent { body } ... on VideoContent { file { downloadUrl } } ... on FileContent { file { downloadUrl } } } } } } }`
const STATS = `query Stats($id: ID!, $range: StatsRangeInput!) { course(id: $id) { stats(range: $range) {
  enrollments activeLearners completions averageScore revenue { decimal currency } asOf } } }`
const DAY_MS = 86_400_000

/** What the people of a school do, in the shares of an evening: reading most of all. */
export async function operationsOf(school: School): Promise<Operation[]> {
  const { routerUrl, students, courses, session } = school
  const anybody = createApiClient(routerUrl, null)
  const student = inTurn(students)
  const course = inTurn(courses)
  const learners = inTurn(await Promise.all(students.map((learner) => enrolledIn(learner, session.courseId))))
  const range = { from: new Date(Date.now() - DAY_MS).toISOString(), to: new Date(Date.now() + DAY_MS).toISOString() }
  const account = inTurn(studentAccounts.slice(0, students.length))
  const priced = inTurn(courses.filter(({ isFree }) => !isFree))
  return [
    { name: 'catalogue', share: 20, run: () => anybody.ask(CATALOGUE) },
    { name: 'course page', share: 20, run: () => anybody.ask(COURSE, { id: course().id }) },
    { name: 'dashboard', share: 15, run: () => student().ask(DASHBOARD) },
    { name: 'lessons with download links', share: 10, run: () => student().ask(LEARN, { id: session.courseId }) },
    { name: 'notifications', share: 7, run: () => student().ask(NOTIFICATIONS) },
    { name: 'record progress', share: 10, run: () => recordProgress(learners()) },
    { name: 'chat message', share: 5, run: () => say(student(), session.id) },
    {
      name: 'statistics of a course',
      share: 4,
      run: () => session.host.ask(STATS, { id: session.courseId, range }),
    },
    { name: 'sign in', share: 3, run: () => signIn(routerUrl, account()) },
    { name: 'sign up, enrol, take a quiz', share: 3, run: () => begin(school) },
    { name: 'sign up, check out, pay', share: 3, run: () => buy(school, priced().id) },
  ]
}

/** Does it; what is thrown says why in few words, so that failures can be counted by their reasons. */
export async function attempt({ run }: Pick<Operation, 'run'>): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (error instanceof ApiError) throw new Error(error.codes.join(', '), { cause: error })
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : ''
    throw new Error(`${error instanceof Error ? error.message : String(error)}${cause}`, { cause: error })
  }
}

function inTurn<Item>(items: readonly Item[]): () => Item {
  let next = 0
  return () => {
    const item = items[next % items.length]
    next += 1
    if (item === undefined) throw new Error('there is nobody')
    return item
  }
}

interface Learner {
  client: ApiClient
  enrollmentId: string
  lessonId: string
  sequence: number
}

async function enrolledIn(client: ApiClient, courseId: string): Promise<Learner> {
  const { course } = await client.ask(LEARN, { id: courseId })
  return {
    client,
    enrollmentId: course.viewerEnrollment.id,
    lessonId: course.sections[0].lessons[0].id,
    sequence: 1_000,
  }
}

function recordProgress(learner: Learner): Promise<unknown> {
  learner.sequence += 1
  const { client, sequence, ...lesson } = learner
  const progress = { ...lesson, positionSeconds: sequence % 300, completed: false, clientSequence: sequence }
  return client.mutate('recordProgress', progress, 'enrollment { id }')
}

const say = (client: ApiClient, sessionId: string) =>
  client.mutate('postMessage', { sessionId, body: 'That is what I thought.' }, 'message { id }')

const signUpSomebody = ({ routerUrl }: School) => {
  const email = `${crypto.randomUUID()}@example.com`
  return signUp(routerUrl, { email, password: 'demo-password', displayName: 'Somebody New' })
}

/** Somebody new, who enrols and takes the quiz of the first lesson. */
async function begin(school: School): Promise<void> {
  const { session, courses } = school
  const client = await signUpSomebody(school)
  await client.mutate('enroll', { courseId: session.courseId }, 'enrollment { id }')
  const quizId = courses.find(({ id }) => id === session.courseId)?.quizId ?? ''
  // The assessment service hears of the enrolment by an event.
  await onceKnown(() => takeQuiz(client, quizId, rightAnswerTo))
}

/** Somebody new, who buys a course, up to the confirmed payment. */
async function buy(school: School, courseId: string): Promise<void> {
  const client = await signUpSomebody(school)
  const input = { items: [{ courseId }], provider: 'STRIPE', idempotencyKey: crypto.randomUUID() }
  const selection = 'order { id } payment { provider clientSecret providerOrderId }'
  const { payment } = await client.mutate('checkout', input, selection)
  await pay(school.payments, payment)
}
