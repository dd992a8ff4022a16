/**
 * When an attempt counts as handed in: now, but at its end at the latest, and not before its last saved answer, whose
 * replica's clock may be a little ahead of this one's.
 */
export function submissionTime(now: Date, attempt: { endsAt: Date | null; lastSavedAt: Date | null }): Date {
  const { endsAt, lastSavedAt } = attempt
  if (endsAt && endsAt <= now) return endsAt
  return lastSavedAt && lastSavedAt > now ? lastSavedAt : now
}
