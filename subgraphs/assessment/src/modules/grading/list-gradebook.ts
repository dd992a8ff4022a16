import { type Connection, type PageArgs, paginate } from '@lms/kit/pagination'
import type { Context } from '../../context.ts'
import type { RosterEnrollmentModel } from '../../generated/prisma/models.ts'

/** The learners who attend a course at present, by when they enrolled. */
export function listGradebook(
  { db }: Context,
  courseId: string,
  page: PageArgs,
): Promise<Connection<RosterEnrollmentModel>> {
  const attending = { courseId, active: true }
  return paginate<RosterEnrollmentModel>(page, {
    columns: [['enrollmentId', 'asc']],
    find: ({ where, ...query }) => db.rosterEnrollment.findMany({ ...query, where: { AND: [attending, where] } }),
    count: () => db.rosterEnrollment.count({ where: attending }),
  })
}
