import { type SignedInClient, signIn } from '@lms/local/api-client'
import { taughtCourses } from '@lms/local/demo/make-demo-course'
import { onceKnown } from '@lms/local/demo/once-known'
import type { PaymentPlaces } from '@lms/local/demo/pay'
import { instructorAccounts, studentAccounts } from '@lms/local/demo/people'
import { type DemoTarget, paymentPlaces, seedDemo } from '@lms/local/demo/seed-demo'

export interface SchoolCourse {
  id: string
  quizId: string
  isFree: boolean
  instructor: SignedInClient
}

/** A system with the demo data in it, everybody signed in, and a live session under way in which all are present. */
export interface School {
  readonly routerUrl: string
  readonly payments: PaymentPlaces
  readonly students: readonly SignedInClient[]
  readonly courses: readonly SchoolCourse[]
  readonly session: { id: string; courseId: string; host: SignedInClient }
}

/** @param folder where it is noted that the demo data is complete */
export async function openSchool(
  target: DemoTarget,
  folder: string,
  size?: { students: number; courses: number },
): Promise<School> {
  await seedDemo(target, folder, size)
  const { routerUrl } = target
  const instructors = await Promise.all(instructorAccounts.map((account) => signIn(routerUrl, account)))
  const students = await Promise.all(
    studentAccounts.slice(0, size?.students).map((account) => signIn(routerUrl, account)),
  )
  const courses = (await Promise.all(instructors.map(coursesOf))).flat()
  const course = courses.find(({ isFree }) => isFree)
  if (!course) throw new Error('the demo data has no course without a price')
  const session = await openSession(course, students)
  return { routerUrl, payments: paymentPlaces(target), students, courses, session }
}

/** Those that are for sale or free; a load before may have left drafts. */
async function coursesOf(instructor: SignedInClient): Promise<SchoolCourse[]> {
  const { me } = await instructor.ask('{ me { taughtCourses(first: 50) { nodes { id price { minorUnits } } } } }')
  const prices = new Map(
    (me.taughtCourses.nodes as { id: string; price: { minorUnits: string | number } | null }[]).flatMap(
      ({ id, price }) => (price ? [[id, Number(price.minorUnits)] as const] : []),
    ),
  )
  return [...(await taughtCourses(instructor)).values()].flatMap(({ id, quizzes }) =>
    prices.has(id) ? [{ id, quizId: quizzes[0]?.id ?? '', isFree: prices.get(id) === 0, instructor }] : [],
  )
}

const TITLE = 'Today'
const LIVE = `query ($id: ID!) { course(id: $id) { liveSessions(first: 50) { nodes { id title status } } } }`

/** A host has one session at a time; a load before may have left its own. */
async function endSessionBefore({ id, instructor }: SchoolCourse): Promise<void> {
  const { course } = await instructor.ask(LIVE, { id })
  for (const session of course.liveSessions.nodes as { id: string; title: string; status: string }[]) {
    if (session.title === TITLE && session.status === 'LIVE')
      await instructor.mutate('endLiveSession', { sessionId: session.id }, 'session { id }')
  }
}

async function openSession(course: SchoolCourse, students: readonly SignedInClient[]) {
  const { id: courseId, instructor: host } = course
  await endSessionBefore(course)
  const startsAtLocal = new Date(Date.now() + 5 * 60_000).toISOString().slice(0, 19)
  const plan = { title: TITLE, startsAtLocal, timeZone: 'UTC', durationMinutes: 60, capacity: 1_000 }
  const { session } = await host.mutate('scheduleLiveSession', { courseId, ...plan }, 'session { id }')
  const sessionId: string = session.id
  await host.mutate('startLiveSession', { sessionId }, 'session { id }')
  await Promise.all(
    students.map(async (student) => {
      await onceKnown(() => student.mutate('enroll', { courseId }, 'enrollment { id }'))
      await onceKnown(() => student.mutate('joinLiveSession', { sessionId }, 'session { id }'))
    }),
  )
  await host.mutate('joinLiveSession', { sessionId }, 'session { id }')
  return { id: sessionId, courseId, host }
}

/** Where a live session is: what is watched from here on has everything after it. */
export async function roomCursor({ session }: School): Promise<string> {
  const query = 'query ($id: ID!) { liveSession(id: $id) { eventCursor } }'
  return (await session.host.ask(query, { id: session.id })).liveSession.eventCursor
}
