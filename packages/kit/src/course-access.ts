import { refuse } from './errors.ts'
import { loadOne } from './loaders.ts'
import type { SqlClient } from './sql.ts'
import { isStaff, type Viewer } from './viewer.ts'

/** What somebody may do in courses, as far as this service's roster knows (see `events/roster.ts`). */
export interface CourseAccess {
  /** Whether the viewer teaches the course; staff may do what its instructor may. An unknown course is nobody's. */
  teaches(courseId: string): Promise<boolean>
  /** Whether the viewer has access to the course as a learner at present. */
  attends(courseId: string): Promise<boolean>
}

/**
 * Reads the roster for one viewer and request, batched: one statement per question and request level, however many
 * courses are asked about. The service declares `roster_course` and `roster_enrollment`.
 */
export function createCourseAccess(db: SqlClient, viewer: Viewer): CourseAccess {
  if (viewer.kind !== 'user') return { teaches: async () => false, attends: async () => false }
  const staff = isStaff(viewer)
  const taught = loadOne(
    async (courseIds: string[]) =>
      await db.$queryRaw<{ course_id: string }[]>`
        select course_id from roster_course
        where course_id = any(${courseIds}) and (instructor_id = ${viewer.id} or ${staff})`,
    (row) => row.course_id,
  )
  const attended = loadOne(
    async (courseIds: string[]) =>
      await db.$queryRaw<{ course_id: string }[]>`
        select distinct course_id from roster_enrollment
        where course_id = any(${courseIds}) and user_id = ${viewer.id} and active`,
    (row) => row.course_id,
  )
  return {
    teaches: async (courseId) => (await taught.load(courseId)) !== null,
    attends: async (courseId) => (await attended.load(courseId)) !== null,
  }
}

/** Refuses NOT_FOUND for a course that the viewer does not teach; `field` is its id's place below `input`. */
export async function assertTaught(
  access: Pick<CourseAccess, 'teaches'>,
  courseId: string,
  field = 'courseId',
): Promise<void> {
  if (!(await access.teaches(courseId))) refuse('NOT_FOUND', 'There is no such course.', field)
}

/**
 * Locks a learner's present enrolment in a course until the transaction ends: what one learner does in a course at the
 * same time happens one after the other, and the enrolment cannot end meanwhile.
 *
 * @returns whether there is one
 */
export async function lockEnrollment(tx: SqlClient, courseId: string, userId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    select enrollment_id from roster_enrollment where course_id = ${courseId} and user_id = ${userId} and active
    order by enrollment_id limit 1 for update`
  return rows.length > 0
}
