import { certificateIssued, courseCompleted, enrollmentActivated, enrollmentEnded } from '@lms/contracts/course'
import type { Projection } from './projection.ts'

const access = [enrollmentActivated.type, enrollmentEnded.type]
const types = [...access, courseCompleted.type, certificateIssued.type]

/** What became of enrolments: when each thing happened first, and whether the latest version gives access. */
export const enrollments: Projection = {
  table: 'enrollment_fact',
  types,
  project: (tx, condition) => tx.$executeRaw`
    insert into enrollment_fact as known
      (enrollment_id, course_id, user_id, began_at, completed_at, certified_at, active, version)
    select data->>'enrollmentId', min(data->>'courseId'), min(data->>'userId'),
      min(occurred_at) filter (where type = ${enrollmentActivated.type}),
      min(occurred_at) filter (where type = ${courseCompleted.type}),
      min(occurred_at) filter (where type = ${certificateIssued.type}),
      (array_agg(type = ${enrollmentActivated.type} order by version desc) filter (where type = any(${access})))[1],
      coalesce(max(version) filter (where type = any(${access})), -1)
    from event_log where type = any(${types}) and ${condition}
    group by 1
    on conflict (enrollment_id) do update set
      began_at = least(known.began_at, excluded.began_at),
      completed_at = least(known.completed_at, excluded.completed_at),
      certified_at = least(known.certified_at, excluded.certified_at),
      active = case when known.version < excluded.version then excluded.active else known.active end,
      version = greatest(known.version, excluded.version)`,
}
