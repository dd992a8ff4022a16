import type { Tx } from '../deps.ts'
import { lockRoster } from './lock-roster.ts'
import { type StoredIntent, storeIntents } from './notify.ts'

/**
 * Tells somebody whose enrolment was heard of late what the course has been told since it began: the broadcast may have
 * passed before this service knew of the enrolment.
 */
export async function catchUp(
  tx: Tx,
  enrollment: { courseId: string; userId: string; since: Date },
  at: Date,
): Promise<void> {
  const { courseId, userId, since } = enrollment
  await lockRoster(tx, courseId, 'FOR_ENROLLMENT')
  const missed = await tx.broadcast.findMany({ where: { courseId, occurredAt: { gte: since } } })
  const intents = missed.map(
    ({ id, template, data, subjectId }): StoredIntent => ({
      recipientId: userId,
      causeId: id,
      template,
      data: data as StoredIntent['data'],
      subjectId,
    }),
  )
  await storeIntents(tx, intents, at)
}
