import { newId } from '@lms/kit/ids'
import type { Tx } from '../../deps.ts'
import type { ModerationAction } from '../../generated/prisma/enums.ts'

/** Who does what to whom. */
export interface Act {
  sessionId: string
  actorId: string
  action: ModerationAction
  userId: string
  messageId?: string
  at: Date
}

/** Puts an act of moderation on record, in the transaction that carries it out. */
export async function recordModeration(tx: Tx, act: Act): Promise<void> {
  await tx.moderation.create({ data: { id: newId('moderation'), ...act } })
}
