import { courseArchived, courseCreated, coursePublished, courseUpdated } from '@lms/contracts/course'
import type { Projection } from './projection.ts'

const types = [courseCreated, courseUpdated, coursePublished, courseArchived].map(({ type }) => type)

/** Who teaches which course: the latest version of each. */
export const courses: Projection = {
  table: 'roster_course',
  types,
  project: (tx, condition) => tx.$executeRaw`
    insert into roster_course (course_id, instructor_id, title, status, version)
    select distinct on (data->>'courseId')
      data->>'courseId', data->>'instructorId', data->>'title', data->>'status', version
    from event_log where type = any(${types}) and ${condition}
    order by data->>'courseId', version desc
    on conflict (course_id) do update set
      instructor_id = excluded.instructor_id, title = excluded.title, status = excluded.status,
      version = excluded.version
    where roster_course.version < excluded.version`,
}
