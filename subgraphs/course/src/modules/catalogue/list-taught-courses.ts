import { type Connection, type PageArgs, paginate } from '@lms/kit/pagination'
import type { Context } from '../../context.ts'
import type { CourseModel } from '../../generated/prisma/models.ts'
import { mayEdit } from './may-edit.ts'

/** What somebody teaches, latest first: all of it for that person and staff, for others what is on offer. */
export function listTaughtCourses(
  { db, viewer }: Context,
  instructorId: string,
  page: PageArgs,
): Promise<Connection<CourseModel>> {
  const taught = { instructorId, ...(mayEdit(viewer, { instructorId }) ? {} : { status: 'PUBLISHED' as const }) }
  return paginate<CourseModel>(page, {
    columns: [['id', 'desc']],
    find: ({ where, ...query }) => db.course.findMany({ ...query, where: { AND: [taught, where] } }),
    count: () => db.course.count({ where: taught }),
  })
}
