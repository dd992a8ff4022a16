import type { EventDefinition } from '@lms/contracts/event'
import { exportOpened } from '@lms/contracts/file'
import type { exportReceipt } from '@lms/contracts/privacy'
import type { Clock } from '../clock.ts'
import type { SqlClient } from '../sql.ts'
import { appendEvent } from './append-event.ts'
import { type EventHandler, type HandlerContext, handles } from './handles.ts'
import { seal } from './seal.ts'

/** What a domain holds of a person, by kind; `orders` for example. Secrets and what others wrote are no part of it. */
export type Records = Readonly<Record<string, readonly unknown[]>>

/** Characters of a sealed answer that one event carries. */
const PART_LENGTH = 150_000

/** More parts than an answer can have: leaves room for their numbers in the versions of the subject. */
const MOST_PARTS = 10_000

/**
 * A domain's answer to an export: collects what it holds of the person and hands it over, sealed, in as many events as it
 * takes. Asked again it answers with what it holds then.
 */
export function collects<Tx extends SqlClient>(
  receipt: ReturnType<typeof exportReceipt>,
  collect: (tx: Tx, userId: string) => Promise<Records>,
): EventHandler<HandlerContext<Tx> & { clock: Clock }> {
  return handles(exportOpened, async (event, { tx, clock, cause }: HandlerContext<Tx> & { clock: Clock }) => {
    const { exportId, userId, key } = event.data
    const collected = await collect(tx, userId)
    const records = Object.values(collected).reduce((sum, { length }) => sum + length, 0)
    const pieces = (await seal(collected, key)).match(new RegExp(`.{1,${PART_LENGTH}}`, 'g')) ?? []
    const attempt = event.aggregateversion
    for (const [index, sealed] of pieces.entries()) {
      await appendEvent<EventDefinition>(tx, receipt, {
        subject: exportId,
        version: attempt * MOST_PARTS + index,
        data: { exportId, userId, records, attempt, part: index + 1, parts: pieces.length, sealed },
        time: clock.now(),
        cause,
      })
    }
  })
}
