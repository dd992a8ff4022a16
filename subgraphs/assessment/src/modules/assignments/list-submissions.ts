import { type Connection, type PageArgs, paginate } from '@lms/kit/pagination'
import { signedInId } from '@lms/kit/viewer'
import type { Context } from '../../context.ts'
import type { AssignmentModel, SubmissionModel } from '../../generated/prisma/models.ts'

/** Work for an assignment: everybody's for those who teach the course, otherwise the viewer's own. */
export async function listSubmissions(
  { db, access, viewer }: Context,
  { id: assignmentId, courseId }: AssignmentModel,
  page: PageArgs,
): Promise<Connection<SubmissionModel>> {
  const everybodys = await access.teaches(courseId)
  const filter = { assignmentId, ...(everybodys ? {} : { userId: signedInId(viewer) }) }
  return paginate<SubmissionModel>(page, {
    columns: [['id', 'desc']],
    find: ({ where, ...query }) => db.submission.findMany({ ...query, where: { AND: [filter, where] } }),
    count: () => db.submission.count({ where: filter }),
  })
}
