import { languageTag } from '@lms/kit/input'
import { type Connection, type KeysetOptions, type PageArgs, paginate } from '@lms/kit/pagination'
import { containing } from '@lms/kit/search-text'
import { isStaff } from '@lms/kit/viewer'
import type { Context } from '../../context.ts'
import type { Prisma } from '../../generated/prisma/client.ts'
import type { CourseModel } from '../../generated/prisma/models.ts'
import type { CourseFilter, CourseSort } from '../types.generated.ts'
import { catalogueReader } from './catalogue-reader.ts'

const ORDER: Record<CourseSort, KeysetOptions<CourseModel>['columns']> = {
  NEWEST: [
    ['listedAt', 'desc'],
    ['id', 'desc'],
  ],
  TITLE: [
    ['title', 'asc'],
    ['id', 'asc'],
  ],
  POPULAR: [
    ['enrollmentCount', 'desc'],
    ['id', 'desc'],
  ],
}

/**
 * Courses on offer, which may lag: see `catalogueReader`. Those of another status only as far as they are the viewer's own,
 * or the viewer is staff.
 */
export function listCourses(
  ctx: Context,
  page: PageArgs,
  { filter, sort }: { filter: CourseFilter; sort: CourseSort },
): Promise<Connection<CourseModel>> {
  const { viewer } = ctx
  const status = filter.status ?? 'PUBLISHED'
  const db = status === 'PUBLISHED' ? catalogueReader(ctx) : ctx.db
  const own = status === 'PUBLISHED' || isStaff(viewer) ? {} : { instructorId: viewer.kind === 'user' ? viewer.id : '' }
  const matching = { AND: [{ status }, own, ...conditions(filter)] }
  return paginate<CourseModel>(page, {
    columns: ORDER[sort],
    find: ({ where, ...query }) => db.course.findMany({ ...query, where: { AND: [matching, where] } }),
    count: () => db.course.count({ where: matching }),
  })
}

function conditions({ search, categoryId, language, instructorId }: CourseFilter): Prisma.CourseWhereInput[] {
  return [
    ...(search ? [{ OR: [{ title: containing(search) }, { summary: containing(search) }] }] : []),
    ...(categoryId ? [{ categoryId }] : []),
    ...(language ? [{ language: languageTag.safeParse(language).data ?? language }] : []),
    ...(instructorId ? [{ instructorId }] : []),
  ]
}
