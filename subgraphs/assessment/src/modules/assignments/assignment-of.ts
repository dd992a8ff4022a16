import type { Context } from '../../context.ts'
import type { AssignmentModel } from '../../generated/prisma/models.ts'

/** The assignment that work is for; there always is one. */
export async function assignmentOf(
  { loaders }: Context,
  { assignmentId }: { assignmentId: string },
): Promise<AssignmentModel> {
  const assignment = await loaders.assignmentById.load(assignmentId)
  if (!assignment) throw new Error(`The assignment ${assignmentId} of a submission is missing`)
  return assignment
}
