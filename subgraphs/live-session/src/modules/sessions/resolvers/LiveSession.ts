import type { LiveSessionResolvers } from '../../types.generated.ts'
import { findSession } from '../policy.ts'

export const LiveSession: Pick<
  LiveSessionResolvers,
  | 'capacity'
  | 'course'
  | 'durationMinutes'
  | 'endedAt'
  | 'endsAt'
  | 'host'
  | 'id'
  | 'startedAt'
  | 'startsAt'
  | 'startsAtLocal'
  | 'status'
  | 'timeZone'
  | 'title'
  | '__isTypeOf'
  | '__resolveReference'
> = {
  __resolveReference: async ({ id }, ctx) => findSession(ctx, id),
  course: ({ courseId }) => ({ id: courseId }),
  host: ({ hostId }) => ({ id: hostId }),
}
