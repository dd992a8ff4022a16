import type { Context } from '../../context.ts'
import type { CourseModel } from '../../generated/prisma/models.ts'
import type { EnrollmentMapper } from './schema.mappers.ts'

/** The course of an enrolment; who may see the one may always see the other. */
export async function readCourse({ loaders }: Context, { id, courseId }: EnrollmentMapper): Promise<CourseModel> {
  const course = await loaders.courseById.load(courseId)
  if (!course) throw new Error(`the course of the enrolment ${id} is hidden`)
  return course
}
