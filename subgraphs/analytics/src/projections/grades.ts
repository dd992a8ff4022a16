import { gradeReleased } from '@lms/contracts/assessment'
import type { Projection } from './projection.ts'

/** Grades: the latest version of each, and when it became visible first. */
export const grades: Projection = {
  table: 'grade_fact',
  types: [gradeReleased.type],
  project: (tx, condition) => tx.$executeRaw`
    insert into grade_fact as known (grade_id, course_id, user_id, percent, released_at, version)
    select data->>'gradeId', min(data->>'courseId'), min(data->>'userId'),
      (array_agg((data->>'percent')::numeric(5, 2) order by version desc))[1], min(occurred_at), max(version)
    from event_log where type = ${gradeReleased.type} and ${condition}
    group by 1
    on conflict (grade_id) do update set
      percent = case when known.version < excluded.version then excluded.percent else known.percent end,
      released_at = least(known.released_at, excluded.released_at),
      version = greatest(known.version, excluded.version)`,
}
