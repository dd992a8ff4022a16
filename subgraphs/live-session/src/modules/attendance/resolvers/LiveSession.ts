import type { LiveSessionResolvers } from '../../types.generated.ts'
import { listAttendance } from '../list-attendance.ts'

export const LiveSession: Pick<LiveSessionResolvers, 'attendance' | '__isTypeOf' | '__resolveReference'> = {
  attendance: (session, page, ctx) => listAttendance(ctx, session, page),
}
