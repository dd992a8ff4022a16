import { type Connection, type PageArgs, paginate } from '@lms/kit/pagination'
import type { Context } from '../../context.ts'
import type { EnrollmentMapper } from './schema.mappers.ts'

/** What somebody is enrolled in, latest first. */
export function listEnrollments(
  { db }: Context,
  userId: string,
  page: PageArgs,
): Promise<Connection<EnrollmentMapper>> {
  return paginate<EnrollmentMapper>(page, {
    columns: [['id', 'desc']],
    find: ({ where, ...query }) =>
      db.enrollment.findMany({ ...query, where: { AND: [{ userId }, where] }, include: { grants: true } }),
    count: () => db.enrollment.count({ where: { userId } }),
  })
}
