import { type Connection, type PageArgs, paginate } from '@lms/kit/pagination'
import type { Context } from '../../context.ts'
import type { ReviewModel } from '../../generated/prisma/models.ts'

/** Reviews of a course, latest first. */
export function listReviews({ db }: Context, courseId: string, page: PageArgs): Promise<Connection<ReviewModel>> {
  return paginate<ReviewModel>(page, {
    columns: [['id', 'desc']],
    find: ({ where, ...query }) => db.review.findMany({ ...query, where: { AND: [{ courseId }, where] } }),
    count: () => db.review.count({ where: { courseId } }),
  })
}
