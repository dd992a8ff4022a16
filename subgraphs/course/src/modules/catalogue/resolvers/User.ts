import type { UserResolvers } from '../../types.generated.ts'

export const User: Pick<UserResolvers, 'id' | 'taughtCourses' | '__resolveReference'> = {
  // Whether there is such a person is the user subgraph's question.
  __resolveReference: async ({ id }) => ({ id }),
  taughtCourses: ({ id }, page, { loaders }) => loaders.coursesOfInstructor(id, page),
}
