import { attendanceFinalised } from '@lms/contracts/live-session'
import type { Projection } from './projection.ts'

/** Presence in live sessions: the latest version of each, and when it was known first. */
export const attendance: Projection = {
  table: 'attendance_fact',
  types: [attendanceFinalised.type],
  project: (tx, condition) => tx.$executeRaw`
    insert into attendance_fact as known (session_id, user_id, course_id, seconds, at, version)
    select data->>'sessionId', data->>'userId', min(data->>'courseId'),
      (array_agg((data->>'seconds')::integer order by version desc))[1], min(occurred_at), max(version)
    from event_log where type = ${attendanceFinalised.type} and ${condition}
    group by 1, 2
    on conflict (session_id, user_id) do update set
      seconds = case when known.version < excluded.version then excluded.seconds else known.seconds end,
      at = least(known.at, excluded.at),
      version = greatest(known.version, excluded.version)`,
}
