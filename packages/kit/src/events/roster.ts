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
import { type EventHandler, type EventOutcome, type HandlerContext, keeps } from './handles.ts'
import { project } from './project.ts'

/*
 * Who teaches and who attends which course: the read model that every domain beside course needs to decide who may do
 * what. A service that uses it declares `roster_course` and `roster_enrollment` in its Prisma schema and adds
 * `rosterHandlers` to its own; one that reacts to these events in other ways too calls the functions from its handlers.
 */

type CourseEvent = EventOf<typeof courseCreated | typeof coursePublished>
type EnrollmentEvent = EventOf<typeof enrollmentActivated | typeof enrollmentEnded>
type RosterContext = HandlerContext<SqlClient>

/** Keeps `roster_course(course_id, instructor_id, title, status, version)`. */
export async function projectRosterCourse(
  { data, aggregateversion }: CourseEvent,
  tx: SqlClient,
): Promise<EventOutcome> {
  const { courseId, instructorId, title, status } = data
  const written = await project(tx, {
    table: 'roster_course',
    key: { course_id: courseId },
    version: aggregateversion,
    set: { instructor_id: instructorId, title, status },
  })
  return written ? 'APPLIED' : 'STALE'
}

/** Keeps `roster_enrollment(enrollment_id, course_id, user_id, active, version)`. */
export async function projectRosterEnrollment(
  { type, data, aggregateversion }: EnrollmentEvent,
  tx: SqlClient,
): Promise<EventOutcome> {
  const { enrollmentId, courseId, userId } = data
  const written = await project(tx, {
    table: 'roster_enrollment',
    key: { enrollment_id: enrollmentId },
    version: aggregateversion,
    set: { course_id: courseId, user_id: userId, active: type === enrollmentActivated.type },
  })
  return written ? 'APPLIED' : 'STALE'
}

const onCourse = (definition: typeof courseCreated | typeof coursePublished) =>
  keeps(definition as typeof coursePublished, 'roster_course', projectRosterCourse)

/** Keeps the courses of the roster. */
export const rosterCourseHandlers: readonly EventHandler<RosterContext>[] = [
  courseCreated,
  courseUpdated,
  coursePublished,
  courseArchived,
].map(onCourse)

/** Keeps the enrolments of the roster. */
export const rosterEnrollmentHandlers: readonly EventHandler<RosterContext>[] = [
  enrollmentActivated,
  enrollmentEnded,
].map((definition) => keeps(definition as typeof enrollmentEnded, 'roster_enrollment', projectRosterEnrollment))
