import type { Viewer } from '@lms/kit/viewer'
import type { Tx } from '../../context.ts'
import type { CourseModel } from '../../generated/prisma/models.ts'
import { mayEdit } from './may-edit.ts'

/** The courses that somebody may see: those on offer, one's own, and archived ones that one is enrolled in. */
export async function visibleCourses(
  db: Pick<Tx, 'enrollment'>,
  viewer: Viewer,
  courses: CourseModel[],
): Promise<CourseModel[]> {
  const archived = courses.filter((course) => course.status === 'ARCHIVED' && !mayEdit(viewer, course))
  const kept = await enrolledAmong(db, viewer, archived)
  return courses.filter((course) => course.status === 'PUBLISHED' || mayEdit(viewer, course) || kept.has(course.id))
}

async function enrolledAmong(db: Pick<Tx, 'enrollment'>, viewer: Viewer, courses: CourseModel[]): Promise<Set<string>> {
  if (viewer.kind !== 'user' || courses.length === 0) return new Set()
  const enrollments = await db.enrollment.findMany({
    where: { userId: viewer.id, courseId: { in: courses.map(({ id }) => id) } },
    select: { courseId: true },
  })
  return new Set(enrollments.map(({ courseId }) => courseId))
}
