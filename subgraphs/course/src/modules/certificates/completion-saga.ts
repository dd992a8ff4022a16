import type { SagaDefinition } from '@lms/kit/events/saga'

/** From the last lesson to a purchase that can no longer be given back. The key is the enrolment. */
export const completionSaga: SagaDefinition<'CERTIFIED' | 'CLOSED'> = {
  kind: 'completion',
  steps: {
    /** Completed and certified, in one transaction; payment has not yet said that the time for a refund is over. */
    CERTIFIED: { patienceMs: 60_000 },
    CLOSED: { final: true },
  },
}
