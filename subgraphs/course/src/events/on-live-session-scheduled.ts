import { liveSessionScheduled } from '@lms/contracts/live-session'
import { keeps } from '@lms/kit/events/handles'
import { resourceRow } from './resource-row.ts'

/** Lessons of the course may use the session. */
export const onLiveSessionScheduled = keeps(liveSessionScheduled, ({ data, aggregateversion: version }) =>
  resourceRow({ id: data.sessionId, kind: 'LIVE_SESSION', holderId: data.courseId, version }),
)
