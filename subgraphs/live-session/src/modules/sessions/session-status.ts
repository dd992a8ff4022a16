import { refuse } from '@lms/kit/errors'
import { lifeCycle } from '@lms/kit/life-cycle'
import type { SessionStatus } from '../../generated/prisma/enums.ts'

/** What can happen to a session. */
export type SessionStep = 'RESCHEDULE' | 'START' | 'END' | 'CANCEL' | 'EXPIRE'

/** SCHEDULED → LIVE → ENDED; a session that was never live is CANCELLED or EXPIRED. */
export const nextStatus = lifeCycle<SessionStatus, SessionStep>({
  RESCHEDULE: { from: ['SCHEDULED'], to: 'SCHEDULED' },
  START: { from: ['SCHEDULED'], to: 'LIVE' },
  END: { from: ['LIVE'], to: 'ENDED' },
  CANCEL: { from: ['SCHEDULED'], to: 'CANCELLED' },
  EXPIRE: { from: ['SCHEDULED'], to: 'EXPIRED' },
})

/** Refuses because of what the session's status is: NOT_STARTED, ALREADY_STARTED, ENDED, CANCELLED or EXPIRED. */
export function refuseStatus(status: SessionStatus): never {
  switch (status) {
    case 'SCHEDULED':
      return refuse('NOT_STARTED', 'The session has not started.', 'sessionId')
    case 'LIVE':
      return refuse('ALREADY_STARTED', 'The session has started already.', 'sessionId')
    case 'ENDED':
      return refuse('ENDED', 'The session is over.', 'sessionId')
    case 'CANCELLED':
      return refuse('CANCELLED', 'The session was cancelled.', 'sessionId')
    case 'EXPIRED':
      return refuse('EXPIRED', 'The session was never started, and its time is over.', 'sessionId')
    default:
      return status satisfies never
  }
}
