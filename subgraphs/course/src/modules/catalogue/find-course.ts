import { DomainError } from '@lms/kit/errors'
import type { Context } from '../../context.ts'
import type { CourseModel } from '../../generated/prisma/models.ts'
import { visibleCourses } from './visible-courses.ts'

/**
 * A course by id or slug; null when there is none that the viewer may see.
 * @throws DomainError BAD_USER_INPUT unless exactly one of the two is given
 */
export async function findCourse(
  { db, viewer, loaders }: Context,
  { id, slug }: { id?: string | null | undefined; slug?: string | null | undefined },
): Promise<CourseModel | null> {
  if (id != null && slug == null) return loaders.courseById.load(id)
  if (slug == null || id != null) throw new DomainError('BAD_USER_INPUT', 'Give the id or the slug of the course.')
  const found = await db.course.findMany({ where: { slug } })
  const [course] = await visibleCourses(db, viewer, found)
  return course ?? null
}
