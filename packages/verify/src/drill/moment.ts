/** When something was committed, in microseconds since 1970. */
export interface Committed {
  id: string
  at: bigint
}

/** A moment between two writes of one matter in two databases. */
export interface Moment {
  /** What had been written in the one, and not yet in the other. */
  id: string
  at: bigint
}

/**
 * Between the latest first write that has a second one and that.
 * @returns null where there is none
 */
export function chooseMoment(first: readonly Committed[], second: readonly Committed[]): Moment | null {
  const seconds = new Map(second.map(({ id, at }) => [id, at]))
  let latest: { id: string; from: bigint; to: bigint } | null = null
  for (const { id, at } of first) {
    const to = seconds.get(id)
    if (to !== undefined && to > at && (latest === null || at > latest.from)) latest = { id, from: at, to }
  }
  // At the first commit itself, which is still taken along; the second one is later by a microsecond at least.
  return latest && { id: latest.id, at: (latest.from + latest.to - 1n) / 2n }
}

export const dateOf = (at: bigint): Date => new Date(Number(at / 1_000n))

/** As `recovery_target_time` takes it. */
export function timestamp(at: bigint): string {
  const text = dateOf(at).toISOString()
  return `${text.slice(0, 19).replace('T', ' ')}.${String(at % 1_000_000n).padStart(6, '0')}+00`
}
