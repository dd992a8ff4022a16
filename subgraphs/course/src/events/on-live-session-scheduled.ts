import { liveSessionScheduled } from '@lms/contracts/live-session'
import { keeps } from '@lms/kit/events/handles'
import { projectResource } from './project-resource.ts'

/** Lessons of the course may use the session. */
export const onLiveSessionScheduled = keeps(
  liveSessionScheduled,
  'resource',
  ({ data, aggregateversion: version }, tx) =>
    projectResource(tx, { id: data.sessionId, kind: 'LIVE_SESSION', holderId: data.courseId, version }),
)
