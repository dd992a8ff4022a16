import type { Deps } from '../deps.ts'
import type { Claim } from './claim-deliveries.ts'

/** How an attempt ended. */
export type AttemptOutcome =
  | { kind: 'SENT' }
  /** Comes due again at `dueAt`. */
  | { kind: 'RETRY'; dueAt: Date; error: string }
  /** Is never tried again. */
  | { kind: 'FAILED'; error: string }

/** Writes down how an attempt ended, unless another replica has taken the delivery over since. */
export async function settleDelivery(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  { id, attempts }: Claim,
  outcome: AttemptOutcome,
): Promise<void> {
  await db.delivery.updateMany({ where: { id, attempts, state: 'SENDING' }, data: changesOf(outcome, clock.now()) })
}

function changesOf(outcome: AttemptOutcome, now: Date) {
  switch (outcome.kind) {
    case 'SENT':
      return { state: 'SENT', sentAt: now, lastError: null } as const
    case 'RETRY':
      return { state: 'QUEUED', dueAt: outcome.dueAt, lastError: outcome.error } as const
    case 'FAILED':
      return { state: 'FAILED', lastError: outcome.error } as const
  }
}
