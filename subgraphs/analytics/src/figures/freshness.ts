import type { PrismaClient } from '../generated/prisma/client.ts'

/** How far the statistics have come. */
export interface Freshness {
  /**
   * When the latest logged event, of any type and course, became true; null before the first. Topics are read side by
   * side, so an event of another topic from before may still be on its way; it counts once it has come.
   */
  asOf: Date | null
  /** Whole seconds from `asOf` to now, never negative: they grow while events are late, and also while none happen. */
  lagSeconds: number | null
}

export async function loadFreshness(db: Pick<PrismaClient, 'eventLog'>, now: Date): Promise<Freshness> {
  const { _max: latest } = await db.eventLog.aggregate({ _max: { occurredAt: true } })
  const asOf = latest.occurredAt
  // Another machine's clock may be ahead of this one's.
  const lagSeconds = asOf && Math.max(0, Math.floor((now.getTime() - asOf.getTime()) / 1000))
  return { asOf, lagSeconds }
}
