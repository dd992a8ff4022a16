import { liveSessionScheduled } from '@lms/contracts/live-session'
import { tellsLearners } from './tells-learners.ts'

export const onLiveSessionScheduled = tellsLearners(liveSessionScheduled, 'session-scheduled')
