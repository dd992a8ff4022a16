import type { LiveAttendanceResolvers } from '../../types.generated.ts'

export const LiveAttendance: LiveAttendanceResolvers = {
  user: ({ userId }) => ({ id: userId }),
}
