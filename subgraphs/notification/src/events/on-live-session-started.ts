import { liveSessionStarted } from '@lms/contracts/live-session'
import { tellsLearners } from './tells-learners.ts'

export const onLiveSessionStarted = tellsLearners(liveSessionStarted, 'session-started')
