import { DomainError } from '@lms/kit/errors'
import type { Context } from '../../context.ts'
import type { CourseModel } from '../../generated/prisma/models.ts'
import { visibleCourses } from './visible-courses.ts'

/**
 * A course by id or slug; null when there is none that the viewer may see. For who has no account it may lag, with all that
 * hangs on it: see `createContext`.
 * @throws DomainError BAD_USER_INPUT unless exactly one of the two is given
 */
export async function findCourse(
  { reader, viewer, loaders }: Context,
  { id, slug }: { id?: string | null | undefined; slug?: string | null | undefined },
): Promise<CourseModel | null> {
  if (id != null && slug == null) return loaders.courseById.load(id)
  if (slug == null || id != null) throw new DomainError('BAD_USER_INPUT', 'Give the id or the slug of the course.')
  const found = await reader.course.findMany({ where: { slug } })
  const [course] = await visibleCourses(reader, viewer, found)
  return course ?? null
}
