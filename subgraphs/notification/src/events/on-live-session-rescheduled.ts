import { liveSessionRescheduled } from '@lms/contracts/live-session'
import { tellsLearners } from './tells-learners.ts'

export const onLiveSessionRescheduled = tellsLearners(liveSessionRescheduled, 'session-rescheduled')
