import { courseCreated, enrollmentActivated, enrollmentEnded } from '@lms/contracts/course'
import { newId } from '@lms/kit/ids'
import type { SignedInViewer, Viewer } from '@lms/kit/viewer'
import type { TestSubgraph } from '@lms/testkit/subgraph'
import { createViewer } from '@lms/testkit/viewers'

export const MINUTE = 60_000
export const SESSION =
  'id title status startsAt endsAt startsAtLocal timeZone durationMinutes capacity startedAt endedAt host { id } course { id }'

/** Runs a mutation and gives its payload. */
export async function mutate(
  live: TestSubgraph,
  viewer: Viewer | null,
  name: string,
  input: object,
  selection = `session { ${SESSION} }`,
) {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`
  const answer = await live.execute(
    viewer,
    `mutation ($input: ${type}!) { ${name}(input: $input) { ${selection} userErrors { field code } } }`,
    { input },
  )
  if (answer.errors)
    throw new Error(answer.errors.map(({ message, extensions }) => `${extensions.code}: ${message}`).join())
  return answer.data[name]
}

/** The code of the only refusal. */
export async function refusal(
  live: TestSubgraph,
  viewer: Viewer | null,
  name: string,
  input: object,
  selection?: string,
) {
  const { userErrors, ...payload } = await mutate(live, viewer, name, input, selection)
  return { ...userErrors[0], payload }
}

export interface TestCourse {
  id: string
  instructor: SignedInViewer
}

export async function course(live: TestSubgraph, instructor = createViewer('INSTRUCTOR')): Promise<TestCourse> {
  const id = newId('course')
  await live.deliver(courseCreated, {
    subject: id,
    data: { courseId: id, instructorId: instructor.id, title: 'Course', slug: id, status: 'PUBLISHED' },
  })
  return { id, instructor }
}

export async function enroll(live: TestSubgraph, { id: courseId }: TestCourse, learner = createViewer()) {
  const enrollmentId = newId('enrollment')
  const data = { enrollmentId, courseId, userId: learner.id }
  await live.deliver(enrollmentActivated, { subject: enrollmentId, data: { ...data, source: 'FREE', sourceId: null } })
  const end = () =>
    live.deliver(enrollmentEnded, { subject: enrollmentId, version: 2, data: { ...data, reason: 'REVOKED' } })
  return { learner, end }
}

export const learners = (live: TestSubgraph, taught: TestCourse, count: number): Promise<SignedInViewer[]> =>
  Promise.all(Array.from({ length: count }, async () => (await enroll(live, taught)).learner))

/** Wall-clock time in UTC so many minutes from the clock's present. */
export const inMinutes = (live: TestSubgraph, minutes: number): string =>
  new Date(live.clock.now().getTime() + minutes * MINUTE).toISOString().slice(0, 19)

/** A plan that begins in ten minutes and takes an hour. */
export const plan = (live: TestSubgraph, taught: TestCourse, changes: object = {}) => ({
  courseId: taught.id,
  title: 'Questions and answers',
  startsAtLocal: inMinutes(live, 10),
  timeZone: 'UTC',
  durationMinutes: 60,
  capacity: 10,
  ...changes,
})

export async function schedule(live: TestSubgraph, taught: TestCourse, changes: object = {}): Promise<string> {
  const { session, userErrors } = await mutate(
    live,
    taught.instructor,
    'scheduleLiveSession',
    plan(live, taught, changes),
  )
  if (!session) throw new Error(JSON.stringify(userErrors))
  return session.id
}

/** A course with a session that is live. */
export async function liveClass(live: TestSubgraph, changes: object = {}) {
  const taught = await course(live)
  const sessionId = await schedule(live, taught, changes)
  await mutate(live, taught.instructor, 'startLiveSession', { sessionId })
  return { taught, sessionId, instructor: taught.instructor }
}

export const JOIN = 'session { id status } joinToken joinUrl'
export const join = (live: TestSubgraph, viewer: Viewer | null, sessionId: string) =>
  mutate(live, viewer, 'joinLiveSession', { sessionId }, JOIN)

/** What the other domains were told of a session or somebody's attendance: types and versions, in order. */
export const eventsOf = async (live: TestSubgraph, id: string) =>
  (await live.outbox())
    .filter(({ subject }) => subject === id)
    .map(({ type, aggregateversion }) => [type, aggregateversion])

/** The same person on another device. */
export const elsewhere = (viewer: SignedInViewer): SignedInViewer => ({ ...viewer, sessionId: newId('session') })

/** A session by query and by reference: both must say the same. */
export async function see(live: TestSubgraph, viewer: Viewer | null, id: string, selection = SESSION) {
  const asked = await live.execute(viewer, `query ($id: ID!) { liveSession(id: $id) { ${selection} } }`, { id })
  const referred = await live.entities(
    viewer,
    [{ __typename: 'LiveSession', id }],
    `... on LiveSession { ${selection} }`,
  )
  const [entity] = referred.data._entities
  const { __typename: _type, ...fields } = entity ?? {}
  const { liveSession } = asked.data
  if (JSON.stringify(entity && fields) !== JSON.stringify(liveSession)) {
    throw new Error(`query and reference differ: ${JSON.stringify(liveSession)} and ${JSON.stringify(entity)}`)
  }
  return liveSession
}

/** A class in which its instructor and so many learners are present. */
export async function classOf(live: TestSubgraph, count: number) {
  const { taught, sessionId, instructor } = await liveClass(live, { capacity: 100 })
  const all = await learners(live, taught, count)
  for (const viewer of [instructor, ...all]) await join(live, viewer, sessionId)
  return { taught, sessionId, instructor, all: all as [SignedInViewer, SignedInViewer] }
}

export const say = (live: TestSubgraph, viewer: SignedInViewer, sessionId: string, body: string) =>
  mutate(live, viewer, 'postMessage', { sessionId, body }, 'message { id }')
