import type { Connection, PageArgs } from '@lms/kit/pagination'
import { signedInId } from '@lms/kit/viewer'
import type { Context } from '../../context.ts'
import type { AssignmentModel, SubmissionModel } from '../../generated/prisma/models.ts'

/** Work for an assignment: everybody's for those who teach the course, otherwise the viewer's own. */
export async function listSubmissions(
  { access, loaders, viewer }: Context,
  { id, courseId }: AssignmentModel,
  page: PageArgs,
): Promise<Connection<SubmissionModel>> {
  const userId = (await access.teaches(courseId)) ? null : signedInId(viewer)
  return loaders.submissionsOfAssignment(userId)(id, page)
}
