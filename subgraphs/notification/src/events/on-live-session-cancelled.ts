import { liveSessionCancelled } from '@lms/contracts/live-session'
import { tellsLearners } from './tells-learners.ts'

export const onLiveSessionCancelled = tellsLearners(liveSessionCancelled, 'session-cancelled')
