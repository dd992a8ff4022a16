import { type Connection, type PageArgs, paginate } from '@lms/kit/pagination'
import type { Context } from '../../context.ts'
import type { GradeModel } from '../../generated/prisma/models.ts'

/** What a learner sees of the own grades, newest first. */
export function listReleasedGrades({ db }: Context, userId: string, page: PageArgs): Promise<Connection<GradeModel>> {
  const released = { userId, releasedAt: { not: null } }
  return paginate<GradeModel>(page, {
    columns: [['id', 'desc']],
    find: ({ where, ...query }) => db.grade.findMany({ ...query, where: { AND: [released, where] } }),
    count: () => db.grade.count({ where: released }),
  })
}
