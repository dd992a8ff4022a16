import { refuse } from '@lms/kit/errors'
import { checkInput, idText } from '@lms/kit/input'
import { signedInId } from '@lms/kit/viewer'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import { advanceInboxes } from '../streams/advance-inboxes.ts'
import { ownNotifications } from './policy.ts'

const MarkNotificationsRead = z
  .object({
    ids: z
      .array(idText)
      .max(100, 'must hold at most 100 ids')
      .nullish()
      .transform((ids) => ids ?? []),
    upTo: idText.nullish().transform((id) => id ?? null),
  })
  .refine(({ ids, upTo }) => ids.length > 0 || upTo !== null, {
    message: 'Give ids, upTo, or both.',
    params: { code: 'NOTHING_TO_MARK' },
  })

/**
 * Marks the viewer's notifications as read; again changes nothing, not even the first reading's time.
 * Refuses NOT_FOUND when one of them is not the viewer's, and marks none then, and NOTHING_TO_MARK.
 */
export async function markNotificationsRead(
  { db, transact, viewer, clock }: Context,
  input: unknown,
): Promise<{ id: string }> {
  const recipientId = signedInId(viewer)
  const { ids, upTo } = checkInput(MarkNotificationsRead, input)
  const own = ownNotifications(viewer)
  const named = await db.notification.findMany({
    where: { AND: [own, { id: { in: [...ids, ...(upTo === null ? [] : [upTo])] } }] },
    select: { id: true, createdAt: true },
  })
  const byId = new Map(named.map((notification) => [notification.id, notification]))
  const unknown = ids.findIndex((id) => !byId.has(id))
  if (unknown >= 0) refuse('NOT_FOUND', 'There is no such notification.', 'ids', String(unknown))
  const last = upTo === null ? undefined : byId.get(upTo)
  if (upTo !== null && !last) refuse('NOT_FOUND', 'There is no such notification.', 'upTo')
  await transact(async (tx) => {
    const { count } = await tx.notification.updateMany({
      where: { AND: [own, { readAt: null }, { OR: [{ id: { in: ids } }, ...(last ? upToAndWith(last) : [])] }] },
      data: { readAt: clock.now() },
    })
    if (count > 0) await advanceInboxes(tx, [recipientId])
  })
  return { id: recipientId }
}

/** In the order of the list. */
const upToAndWith = ({ id, createdAt }: { id: string; createdAt: Date }) => [
  { createdAt: { lt: createdAt } },
  { createdAt, id: { lte: id } },
]
