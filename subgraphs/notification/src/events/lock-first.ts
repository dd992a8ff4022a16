import type { EventEnvelope } from '@lms/contracts/event'
import { lockNames } from '@lms/kit/lock-names'
import type { Tx } from '../deps.ts'

interface Touched {
  courseId?: string
  userId?: string
  buyerId?: string
}

/** Locks the courses that events which arrive together are about, then the inboxes of the people, as `advanceInboxes` does. */
export async function lockFirst(tx: Tx, events: readonly EventEnvelope[]): Promise<void> {
  const touched = events.map(({ data }) => data as Touched)
  await lockNames(
    tx,
    touched.flatMap(({ courseId }) => courseId ?? []),
  )
  const people = touched.flatMap(({ userId, buyerId }) => userId ?? buyerId ?? [])
  await tx.$executeRaw`
    insert into inbox (recipient_id, revision) select distinct recipient_id, 0 from unnest(${people}::text[]) as recipient_id
    order by recipient_id
    on conflict (recipient_id) do update set revision = inbox.revision`
}
