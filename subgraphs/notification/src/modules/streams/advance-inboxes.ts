import { ringOnCommit } from '@lms/kit/streams/ring-on-commit'
import type { Tx } from '../../deps.ts'
import { inboxTopic } from './inbox-topic.ts'

/**
 * Counts changes of inboxes, one for each time that a person is named, and tells those who watch after the commit. The
 * inboxes are held until then, in the order of their people's ids, so that what has a higher number is visible later and
 * no two transactions wait for each other.
 * @returns the latest number of each
 */
export async function advanceInboxes(tx: Tx, recipientIds: readonly string[]): Promise<Map<string, number>> {
  const advanced = await tx.$queryRaw<{ recipient_id: string; revision: number }[]>`
    insert into inbox (recipient_id, revision)
    select recipient_id, count(*)::integer from unnest(${recipientIds}::text[]) as change(recipient_id)
    group by recipient_id order by recipient_id
    on conflict (recipient_id) do update set revision = inbox.revision + excluded.revision
    returning recipient_id, revision`
  for (const { recipient_id } of advanced) ringOnCommit(tx, inboxTopic(recipient_id))
  return new Map(advanced.map(({ recipient_id, revision }) => [recipient_id, revision]))
}
