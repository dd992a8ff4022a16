import type { SagaDefinition } from '@lms/kit/events/saga'

/** From the money to the access. The key is the order line. */
export const purchaseSaga: SagaDefinition<'GRANTED' | 'WAITING' | 'ENROLLED' | 'TAKEN_BACK'> = {
  kind: 'purchase',
  steps: {
    /** Paid; the course domain has not yet answered. */
    GRANTED: { patienceMs: 60_000 },
    /** Bought before the course had a version; enrolled as soon as there is one. */
    WAITING: {},
    ENROLLED: { final: true },
    /** Given back before there was anything to learn. */
    TAKEN_BACK: { final: true },
  },
}
