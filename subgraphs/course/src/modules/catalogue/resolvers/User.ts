import type { UserResolvers } from '../../types.generated.ts'
import { listTaughtCourses } from '../list-taught-courses.ts'

export const User: Pick<UserResolvers, 'id' | 'taughtCourses' | '__resolveReference'> = {
  // Whether there is such a person is the user subgraph's question.
  __resolveReference: async ({ id }) => ({ id }),
  taughtCourses: ({ id }, page, ctx) => listTaughtCourses(ctx, id, page),
}
