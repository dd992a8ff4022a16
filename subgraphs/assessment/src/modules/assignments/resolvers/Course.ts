import type { CourseResolvers } from '../../types.generated.ts'
import { visibleAssignments } from '../policy.ts'

export const Course: Pick<CourseResolvers, 'assignments' | '__resolveReference'> = {
  assignments: ({ id }, _args, ctx) => visibleAssignments(ctx, id),
}
