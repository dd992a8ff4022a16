import type { Deps } from '../deps.ts'
import type { BroadcastModel } from '../generated/prisma/models.ts'
import { type StoredIntent, storeIntents } from './notify.ts'

/** People written to in one transaction. */
const CHUNK = 500

type OpenBroadcast = Pick<BroadcastModel, 'id' | 'template' | 'data'> & {
  course_id: string
  subject_id: string | null
  cursor: string | null
}

/**
 * Brings the oldest open broadcast to its next recipients: intents, deliveries and how far it came are one commit, so a
 * crash neither skips nor repeats anybody. Replicas work on different broadcasts.
 * @returns whether there was one
 */
export function writeBroadcasts({ transact, clock }: Pick<Deps, 'transact' | 'clock'>): Promise<boolean> {
  return transact(async (tx) => {
    const [open] = await tx.$queryRaw<OpenBroadcast[]>`
      select id, template, data, course_id, subject_id, cursor from broadcast
      where finished_at is null order by created_at, id limit 1 for update skip locked`
    if (!open) return false
    const recipients = await tx.$queryRaw<{ user_id: string }[]>`
      select distinct user_id from roster_enrollment
      where course_id = ${open.course_id} and active and user_id > ${open.cursor ?? ''}
      order by user_id limit ${CHUNK}`
    const now = clock.now()
    const intents = recipients.map(
      ({ user_id }): StoredIntent => ({
        recipientId: user_id,
        causeId: open.id,
        template: open.template,
        data: open.data as StoredIntent['data'],
        subjectId: open.subject_id,
      }),
    )
    await storeIntents(tx, intents, now)
    await tx.broadcast.update({
      where: { id: open.id },
      data: {
        cursor: recipients.at(-1)?.user_id ?? open.cursor,
        finishedAt: recipients.length < CHUNK ? now : null,
      },
    })
    return true
  })
}
