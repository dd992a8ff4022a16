import type { EventEnvelope } from '@lms/contracts/event'
import type { Tx } from '../deps.ts'

/** Locks the erasures and exports whose receipts arrive together. */
export async function lockFirst(tx: Tx, events: readonly EventEnvelope[]): Promise<void> {
  const subjects = [...new Set(events.map(({ subject }) => subject))]
  await tx.$executeRaw`select from erasure where id = any(${subjects}) order by id for update`
  await tx.$executeRaw`select from data_export where id = any(${subjects}) order by id for update`
}
