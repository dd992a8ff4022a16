import type { Clock } from '../clock.ts'
import type { SqlClient } from '../sql.ts'

/** A business process that crosses services. It is a row of `kit.saga`, so that everybody sees where it is. */
export interface SagaDefinition<Step extends string> {
  /** For example `purchase`. */
  kind: string
  /** In their order; a saga may leave some out, and never goes back. */
  steps: Readonly<Record<Step, SagaStep>>
}

export interface SagaStep {
  /** How long an answer may take; after that the step is done again. Null: it waits for people. */
  patienceMs?: number | null
  /** Nothing follows. */
  final?: boolean
}

/** A step that may be done again so often before somebody has to look. */
export const STUCK_AFTER = 3

/** What is written down of a saga. */
export interface SagaState {
  kind: string
  key: string
  step: string
  startedAt: Date
  since: Date
  finishedAt: Date | null
  resumed: number
}

/**
 * Notes, in the transaction that does it, that a saga has come to a step. Said again, or after a later one, it changes
 * nothing.
 * @returns whether the saga moved
 */
export async function enterStep<Step extends string>(
  tx: SqlClient,
  { kind, steps }: SagaDefinition<Step>,
  { key, step, clock }: { key: string; step: Step; clock: Clock },
): Promise<boolean> {
  const { patienceMs = null, final = false } = steps[step]
  const number = Object.keys(steps).indexOf(step)
  const now = clock.now()
  const at = now.toISOString()
  const finishedAt = final ? at : null
  const dueAt = final || patienceMs === null ? null : new Date(now.getTime() + patienceMs).toISOString()
  const moved = await tx.$executeRaw`
    insert into kit.saga (kind, key, step, number, started_at, since, finished_at, due_at)
    values (${kind}, ${key}, ${step}, ${number}, ${at}::timestamptz, ${at}::timestamptz, ${finishedAt}::timestamptz,
      ${dueAt}::timestamptz)
    on conflict (kind, key) do update set step = excluded.step, number = excluded.number, since = excluded.since,
      finished_at = excluded.finished_at, due_at = excluded.due_at, resumed = 0
    where kit.saga.number < excluded.number and kit.saga.finished_at is null`
  return moved > 0
}
