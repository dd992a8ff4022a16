/** When an attempt that starts now ends by itself: after its time limit or when the quiz closes; null when neither is set. */
export function attemptEnd(
  quiz: { timeLimitSeconds: number | null; closesAt: Date | null },
  startedAt: Date,
): Date | null {
  const { timeLimitSeconds, closesAt } = quiz
  if (timeLimitSeconds === null) return closesAt
  const limit = new Date(startedAt.getTime() + timeLimitSeconds * 1_000)
  return closesAt && closesAt < limit ? closesAt : limit
}

/** Whether an attempt's time is over. At the very end it is. */
export const isOver = ({ endsAt }: { endsAt: Date | null }, now: Date): boolean => endsAt !== null && endsAt <= now
