import { attemptStarted, attemptSubmitted, submissionReceived } from '@lms/contracts/assessment'
import { lessonCompleted, progressRecorded } from '@lms/contracts/course'
import type { Projection } from './projection.ts'

const types = [progressRecorded, lessonCompleted, attemptStarted, attemptSubmitted, submissionReceived].map(
  ({ type }) => type,
)

/** When learners did something themselves; an attempt that ended because its time was over was not their doing. */
export const activity: Projection = {
  table: 'activity_fact',
  types,
  project: (tx, condition) => tx.$executeRaw`
    insert into activity_fact (course_id, at, user_id)
    select distinct data->>'courseId', occurred_at, data->>'userId'
    from event_log
    where type = any(${types}) and data->>'cause' is distinct from 'TIME_OVER' and ${condition}
    on conflict do nothing`,
}
