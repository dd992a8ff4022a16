import type { CourseResolvers } from '../../types.generated.ts'
import { listSessions } from '../list-sessions.ts'

export const Course: CourseResolvers = {
  __resolveReference: async ({ id }) => ({ id }),
  liveSessions: ({ id }, page, ctx) => listSessions(ctx, id, page),
}
