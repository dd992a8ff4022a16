import type { Context } from '../../context.ts'
import type { AssignmentModel } from '../../generated/prisma/models.ts'

/** Whether the viewer may see a course's assignments: those who teach it, and its learners. */
const seesAssignments = async ({ access }: Context, courseId: string): Promise<boolean> =>
  (await access.teaches(courseId)) || access.attends(courseId)

/** An assignment that the viewer may see; null when there is none. */
export async function visibleAssignment(ctx: Context, id: string): Promise<AssignmentModel | null> {
  const assignment = await ctx.loaders.assignmentById.load(id)
  return assignment && (await seesAssignments(ctx, assignment.courseId)) ? assignment : null
}

/** The assignments of a course that the viewer may see, oldest first. */
export const visibleAssignments = async (ctx: Context, courseId: string): Promise<AssignmentModel[]> =>
  (await seesAssignments(ctx, courseId)) ? ctx.loaders.assignmentsByCourseId.load(courseId) : []
