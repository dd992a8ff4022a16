import type { EventDefinition } from '@lms/contracts/event'
import type { ErasureReceipt, erasureReceipt } from '@lms/contracts/privacy'
import { erasureRequested } from '@lms/contracts/user'
import type { Clock } from '../clock.ts'
import type { SqlClient } from '../sql.ts'
import { appendEvent } from './append-event.ts'
import { type EventHandler, type HandlerContext, handles } from './handles.ts'

/** What a domain did about what it held of a person. */
export type Erasure = Pick<ErasureReceipt, 'erased' | 'kept'>

/**
 * A domain's answer to an erasure: erases, and tells so, in one transaction. Asked again it erases what came since, and
 * answers again.
 */
export function erases<Tx extends SqlClient>(
  receipt: ReturnType<typeof erasureReceipt>,
  erase: (tx: Tx, userId: string, now: Date) => Promise<Erasure>,
): EventHandler<HandlerContext<Tx> & { clock: Clock }> {
  return handles(erasureRequested, async (event, { tx, clock, cause }: HandlerContext<Tx> & { clock: Clock }) => {
    const { erasureId, userId } = event.data
    const now = clock.now()
    const data = { erasureId, userId, ...(await erase(tx, userId, now)) }
    await appendEvent<EventDefinition>(tx, receipt, {
      subject: erasureId,
      version: event.aggregateversion,
      data,
      time: now,
      cause,
    })
  })
}
