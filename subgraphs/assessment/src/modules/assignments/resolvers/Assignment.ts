import type { AssignmentResolvers } from '../../types.generated.ts'
import { listSubmissions } from '../list-submissions.ts'
import { visibleAssignment } from '../policy.ts'

export const Assignment: AssignmentResolvers = {
  __resolveReference: async ({ id }, ctx) => visibleAssignment(ctx, id),
  course: ({ courseId }) => ({ id: courseId }),
  submissions: (assignment, page, ctx) => listSubmissions(ctx, assignment, page),
}
