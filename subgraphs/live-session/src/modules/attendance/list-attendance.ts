import type { Connection, PageArgs } from '@lms/kit/pagination'
import type { Context } from '../../context.ts'
import type { AttendanceModel, LiveSessionModel } from '../../generated/prisma/models.ts'
import { leads } from '../sessions/policy.ts'

/** Attendance on record: everybody's for leaders, for others their own. */
export async function listAttendance(
  ctx: Context,
  session: LiveSessionModel,
  page: PageArgs,
): Promise<Connection<AttendanceModel>> {
  const { attendanceOfSession, ownAttendanceOfSession } = ctx.loaders
  return (await leads(ctx, session)) ? attendanceOfSession(session.id, page) : ownAttendanceOfSession(session.id, page)
}
