import {
  courseArchived,
  courseCreated,
  coursePublished,
  courseUpdated,
  enrollmentActivated,
  enrollmentEnded,
} from '@lms/contracts/course'
import type { EventOf } from '@lms/contracts/event'
import type { SqlClient } from '../sql.ts'
import { alsoKeeps, type EventHandler, type EventOutcome, type HandlerContext, keeps } from './handles.ts'
import { type Projection, project } from './project.ts'

/*
 * Who teaches and who attends which course: the read model that every domain beside course needs to decide who may do
 * what. A service that uses it declares `roster_course` and `roster_enrollment` in its Prisma schema and adds
 * `rosterHandlers` to its own; one that reacts to these events in other ways too calls the functions from its handlers.
 */

type CourseEvent = EventOf<typeof courseCreated | typeof coursePublished>
type EnrollmentEvent = EventOf<typeof enrollmentActivated | typeof enrollmentEnded>
type RosterContext = HandlerContext<SqlClient>

/** Keeps `roster_course(course_id, instructor_id, title, status, version)`. */
export async function projectRosterCourse(event: CourseEvent, tx: SqlClient): Promise<EventOutcome> {
  return (await project(tx, rosterCourse(event))) ? 'APPLIED' : 'STALE'
}

function rosterCourse({ data, aggregateversion: version }: CourseEvent): Projection {
  const { courseId, instructorId, title, status } = data
  const set = { instructor_id: instructorId, title, status }
  return { table: 'roster_course', key: { course_id: courseId }, version, set }
}

/** Keeps `roster_enrollment(enrollment_id, course_id, user_id, active, version)`. */
export async function projectRosterEnrollment(event: EnrollmentEvent, tx: SqlClient): Promise<EventOutcome> {
  return (await project(tx, rosterEnrollment(event))) ? 'APPLIED' : 'STALE'
}

function rosterEnrollment({ type, data, aggregateversion: version }: EnrollmentEvent): Projection {
  const { enrollmentId, courseId, userId } = data
  const set = { course_id: courseId, user_id: userId, active: type === enrollmentActivated.type }
  return { table: 'roster_enrollment', key: { enrollment_id: enrollmentId }, version, set }
}

const onCourse = (definition: typeof courseCreated | typeof coursePublished) =>
  keeps(definition as typeof coursePublished, rosterCourse)

/** Keeps the courses of the roster. */
export const rosterCourseHandlers: readonly EventHandler<RosterContext>[] = [
  courseCreated,
  courseUpdated,
  coursePublished,
  courseArchived,
].map(onCourse)

/** Keeps the enrolments of the roster, as one of the two events tells of them. */
export const keepsEnrollment = (definition: typeof enrollmentActivated | typeof enrollmentEnded) =>
  keeps(definition as typeof enrollmentEnded, rosterEnrollment)

/** Keeps the enrolments of the roster. */
export const rosterEnrollmentHandlers: readonly EventHandler<RosterContext>[] = [
  enrollmentActivated,
  enrollmentEnded,
].map(keepsEnrollment)

/** A handler that calls `projectRosterEnrollment` and does more: the log can make the roster again, and that alone. */
export const alsoKeepsEnrollment = <Context>(handler: EventHandler<Context>): EventHandler<Context> =>
  alsoKeeps(handler.definition as typeof enrollmentEnded, rosterEnrollment, handler)
