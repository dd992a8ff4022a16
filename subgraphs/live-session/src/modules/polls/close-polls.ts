import type { Tx } from '../../deps.ts'
import { appendRoomEvent } from '../room/append-room-event.ts'

/**
 * Closes one open poll or all of a session, which the transaction holds. A session may be found to have ended before a
 * poll was opened; no poll closes before that.
 */
export async function closePolls(
  tx: Tx,
  { sessionId, id }: { sessionId: string; id?: string },
  { closedAt, now }: { closedAt: Date; now: Date },
): Promise<void> {
  const closed = await tx.$queryRaw<{ id: string }[]>`
    update poll set closed_at = greatest(created_at, ${closedAt.toISOString()}::timestamptz)
    where session_id = ${sessionId} and closed_at is null and (${id ?? null}::text is null or id = ${id ?? null})
    returning id`
  for (const { id: pollId } of closed) await appendRoomEvent(tx, sessionId, { kind: 'POLL_CLOSED', pollId }, now)
}
