/** A span of time; the end does not belong to it. */
export interface Span {
  from: Date
  until: Date
}

/**
 * How many whole seconds of a window somebody was there: the union of the stays, cut to the window. Stays may overlap,
 * touch and come in any order; what is lost to rounding is less than a second in all, not per stay.
 */
export function attendedSeconds(stays: readonly Span[], window: Span): number {
  let milliseconds = 0
  let covered = window.from.getTime()
  for (const { from, until } of stays.toSorted((left, right) => left.from.getTime() - right.from.getTime())) {
    const start = Math.max(from.getTime(), covered)
    const end = Math.min(until.getTime(), window.until.getTime())
    if (end <= start) continue
    milliseconds += end - start
    covered = end
  }
  return Math.floor(milliseconds / 1000)
}

/** Attended seconds as a part of the window, 0–1, to four places; a window of less than a second counts as attended. */
export function attendedShare(seconds: number, { from, until }: Span): number {
  const length = Math.floor((until.getTime() - from.getTime()) / 1000)
  return length <= 0 ? 1 : Math.round(Math.min(1, seconds / length) * 10_000) / 10_000
}
