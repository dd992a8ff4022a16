import { liveSessionScheduled } from '@lms/contracts/live-session'
import { handles } from '@lms/kit/events/handles'
import type { EventContext } from '../deps.ts'
import { projectResource } from './project-resource.ts'

/** Lessons of the course may use the session. */
export const onLiveSessionScheduled = handles(
  liveSessionScheduled,
  ({ data, aggregateversion: version }, { tx }: EventContext) =>
    projectResource(tx, { id: data.sessionId, kind: 'LIVE_SESSION', holderId: data.courseId, version }),
)
