import type { SagaDefinition } from '@lms/kit/events/saga'

/** From the wish for a refund to the end of the access that it paid for. The key is the refund. */
export const refundSaga: SagaDefinition<'RECORDED' | 'RETURNED' | 'REVOKING' | 'REVOKED' | 'FAILED'> = {
  kind: 'refund',
  steps: {
    RECORDED: { patienceMs: 5 * 60_000 },
    /** A part was given back; the access stays. */
    RETURNED: { final: true },
    /** All was given back; the course domain has not yet said that it ended the access. */
    REVOKING: { patienceMs: 60_000 },
    REVOKED: { final: true },
    FAILED: { final: true },
  },
}
