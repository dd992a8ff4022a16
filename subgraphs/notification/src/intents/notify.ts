import { newId } from '@lms/kit/ids'
import type { Tx } from '../deps.ts'
import type { Prisma } from '../generated/prisma/client.ts'
import { advanceInboxes } from '../modules/streams/advance-inboxes.ts'
import { type Filled, findTemplate } from '../templates/templates.ts'

/** Somebody to be told something once. */
export type Intent = Filled & {
  recipientId: string
  /** Id of the event or announcement that makes it true; nobody is told of one cause twice by the same template. */
  causeId: string
  /** Node that it is about. */
  subjectId: string | null
}

/** An intent as it is stored: its template and data have lost their types. */
export interface StoredIntent {
  recipientId: string
  causeId: string
  template: string
  data: Prisma.InputJsonValue
  subjectId: string | null
}

/** Tells somebody something: in the product from the commit on, by e-mail as soon as the address is known. */
export const notify = (tx: Tx, intent: Intent, at: Date): Promise<void> => storeIntents(tx, [intent], at)

/**
 * Writes notifications and queues their deliveries; what a person was told already is left out, and its number with it.
 */
export async function storeIntents(tx: Tx, intents: readonly StoredIntent[], at: Date): Promise<void> {
  if (intents.length === 0) return
  const numbers = await takeNumbers(
    tx,
    intents.map(({ recipientId }) => recipientId),
  )
  const stored = await tx.notification.createManyAndReturn({
    data: intents.map(({ recipientId, causeId, template, data, subjectId }, index) => {
      const { category, reason } = findTemplate(template)
      const dedupeKey = `${causeId}:${recipientId}:${template}`
      return {
        id: newId('notification'),
        recipientId,
        category,
        reason,
        template,
        data,
        subjectId,
        dedupeKey,
        createdAt: at,
        sequence: numbers[index] ?? 0,
      }
    }),
    select: { id: true },
    skipDuplicates: true,
  })
  await tx.delivery.createMany({
    data: stored.map(({ id }) => ({
      id: newId('delivery'),
      notificationId: id,
      channel: 'EMAIL' as const,
      state: 'QUEUED' as const,
      dueAt: at,
    })),
  })
}

/** Numbers for new notifications of these recipients, as many as each is named, in the order of the list. */
async function takeNumbers(tx: Tx, recipientIds: readonly string[]): Promise<number[]> {
  const next = await advanceInboxes(tx, recipientIds)
  const numbers = recipientIds.toReversed().map((recipientId) => {
    const number = next.get(recipientId) ?? 0
    next.set(recipientId, number - 1)
    return number
  })
  return numbers.reverse()
}
