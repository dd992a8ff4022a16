import { lessonCompleted } from '@lms/contracts/course'
import type { Projection } from './projection.ts'

/** When lessons were completed. */
export const lessons: Projection = {
  table: 'lesson_fact',
  types: [lessonCompleted.type],
  project: (tx, condition) => tx.$executeRaw`
    insert into lesson_fact (enrollment_id, lesson_id, course_id, user_id, completed_at)
    select data->>'enrollmentId', data->>'lessonId', min(data->>'courseId'), min(data->>'userId'), min(occurred_at)
    from event_log where type = ${lessonCompleted.type} and ${condition}
    group by 1, 2
    on conflict (enrollment_id, lesson_id) do update set
      completed_at = least(lesson_fact.completed_at, excluded.completed_at)`,
}
