import { exportRequested } from '@lms/contracts/user'
import { appendEvent } from '@lms/kit/events/append-event'
import type { EventCause } from '@lms/kit/events/event-cause'
import type { Tx } from '../../deps.ts'

/** Asks for what every domain holds of the person; again makes all of them answer again. */
export async function tellExport(
  tx: Tx,
  exportId: string,
  { version, time, cause }: { version: number; time: Date; cause: EventCause },
): Promise<void> {
  const { userId } = await tx.dataExport.findUniqueOrThrow({ where: { id: exportId } })
  await appendEvent(tx, exportRequested, { subject: exportId, version, data: { exportId, userId }, time, cause })
}
