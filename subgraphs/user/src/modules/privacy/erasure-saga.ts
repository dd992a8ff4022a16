import type { SagaDefinition } from '@lms/kit/events/saga'

/** From the wish to be forgotten to the last domain's receipt. The key is the erasure. */
export const erasureSaga: SagaDefinition<'ASKED' | 'ERASED'> = {
  kind: 'erasure',
  steps: {
    /** The domains were asked; not all have answered. */
    ASKED: { patienceMs: 5 * 60_000 },
    ERASED: { final: true },
  },
}
