import type { AttendanceModel } from '../../generated/prisma/models.ts'

export type SessionAttendanceMapper = AttendanceModel
