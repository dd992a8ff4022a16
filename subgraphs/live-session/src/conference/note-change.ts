import { ringOnCommit } from '@lms/kit/streams/ring-on-commit'
import type { Tx } from '../deps.ts'
import type { RoomEventKind } from '../generated/prisma/enums.ts'

/** The bell that rings when the media server is to be told something. */
export const CONFERENCE_TOPIC = 'conference'

/** What concerns the media server; by all else it finds out by itself, or does not care. */
const FOLLOWED: ReadonlySet<RoomEventKind> = new Set([
  'SESSION_ENDED',
  'SESSION_CANCELLED',
  'SESSION_EXPIRED',
  'PARTICIPANT_MUTED',
  'PARTICIPANT_UNMUTED',
  'PARTICIPANT_REMOVED',
  'PARTICIPANT_BANNED',
  'ENROLLMENT_ENDED',
])

/**
 * Notes that the media server is to be told of a change, in the transaction that makes it. Who never joined has no token,
 * so there is nothing to tell of them.
 * @param change whom it concerns: everybody where there is no `userId`
 */
export async function noteChange(
  tx: Tx,
  sessionId: string,
  { kind, userId = '' }: { kind: RoomEventKind; userId?: string },
  at: Date,
): Promise<void> {
  if (!FOLLOWED.has(kind)) return
  const now = at.toISOString()
  await tx.$executeRaw`
    insert into conference_change (session_id, user_id, changed_at, due_at)
    select ${sessionId}, ${userId}, ${now}::timestamptz, ${now}::timestamptz
    where ${userId} = '' or exists (
      select from participant where session_id = ${sessionId} and user_id = ${userId}
    )
    on conflict (session_id, user_id) do update
    set changed_at = excluded.changed_at, due_at = excluded.due_at, version = conference_change.version + 1`
  ringOnCommit(tx, CONFERENCE_TOPIC)
}
