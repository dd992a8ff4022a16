import type { CourseResolvers } from '../../types.generated.ts'
import { listGradebook } from '../list-gradebook.ts'

export const Course: Pick<CourseResolvers, 'gradebook' | '__resolveReference'> = {
  gradebook: ({ id }, page, ctx) => listGradebook(ctx, id, page),
}
