import { erasureRequested } from '@lms/contracts/user'
import { appendEvent } from '@lms/kit/events/append-event'
import type { EventCause } from '@lms/kit/events/event-cause'
import type { Tx } from '../../deps.ts'

/** Asks every domain to erase what it holds; whoever has done so does what is left, and answers again. */
export async function tellErasure(
  tx: Tx,
  erasureId: string,
  { version, time, cause }: { version: number; time: Date; cause: EventCause },
): Promise<void> {
  const { userId } = await tx.erasure.findUniqueOrThrow({ where: { id: erasureId } })
  await appendEvent(tx, erasureRequested, { subject: erasureId, version, data: { erasureId, userId }, time, cause })
}
