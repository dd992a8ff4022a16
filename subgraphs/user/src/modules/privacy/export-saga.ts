import type { SagaDefinition } from '@lms/kit/events/saga'

/** From the wish to see what is known of oneself to the file. The key is the export. */
export const exportSaga: SagaDefinition<'ASKED' | 'READY' | 'DROPPED'> = {
  kind: 'export',
  steps: {
    /** The domains were asked; not all have answered, or their answers are not in one file yet. */
    ASKED: { patienceMs: 5 * 60_000 },
    READY: { final: true },
    /** The account was erased meanwhile. */
    DROPPED: { final: true },
  },
}
