import type { SessionAttendanceResolvers } from '../../types.generated.ts'

export const SessionAttendance: SessionAttendanceResolvers = {
  user: ({ userId }) => ({ id: userId }),
}
