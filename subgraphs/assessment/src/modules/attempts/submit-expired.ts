import type { Clock } from '@lms/kit/clock'
import type { EventCause } from '@lms/kit/events/event-cause'
import { lockRow } from '@lms/kit/lock-row'
import type { Tx } from '../../deps.ts'
import { isOver } from './attempt-end.ts'
import { finishAttempt } from './finish-attempt.ts'

/** Hands an attempt in whose time is over, at the moment when it ended; any other is left as it is. */
export async function submitExpired(
  tx: Tx,
  attemptId: string,
  { clock, cause }: { clock: Clock; cause: EventCause },
): Promise<void> {
  await lockRow(tx, 'attempt', attemptId)
  const attempt = await tx.attempt.findUniqueOrThrow({ where: { id: attemptId }, include: { quiz: true } })
  const now = clock.now()
  if (attempt.status !== 'IN_PROGRESS' || !isOver(attempt, now)) return
  await finishAttempt(tx, attempt, { now, by: 'TIME_OVER', cause })
}
