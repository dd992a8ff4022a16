import { oneself, type Permissions, staffOnly, taughtByViewer } from '@lms/kit/permissions'

/** Who may ask for what; a root field that is missing here is refused. */
export const permissions: Permissions = {
  Query: { platformStats: staffOnly },
  Mutation: {},
  Course: { stats: taughtByViewer },
  User: { learningStats: oneself },
}
