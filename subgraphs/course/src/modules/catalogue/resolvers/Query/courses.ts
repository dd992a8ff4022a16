import type { QueryResolvers } from '../../../types.generated.ts'
import { listCourses } from '../../list-courses.ts'

export const courses: NonNullable<QueryResolvers['courses']> = (_parent, { filter, sort, ...page }, ctx) =>
  listCourses(ctx, page, { filter: filter ?? {}, sort })
