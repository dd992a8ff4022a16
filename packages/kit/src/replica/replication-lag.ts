/** One look at both servers. Positions are bytes of the write-ahead log since it began. */
export interface Look {
  /** Before the primary was asked: what was committed until then lies at or before `written`. In milliseconds. */
  at: number
  /** Up to where the primary had written. */
  written: bigint
  /** Up to where the standby had replayed; null where it is none. */
  replayed: bigint | null
}

/** How far a standby is behind its primary, by instants at which the primary was looked at. */
export interface ReplicationLag {
  note(look: Look): void
  /** As if it had never been looked at. */
  forget(): void
  /** How old what is read at the standby may be at most, in milliseconds; infinite while that is not known. */
  at(now: number): number
}

/** Of a standby that hangs for long; one a second makes a quarter of an hour. */
const MOST_LOOKS = 1_000

/**
 * Measures a standby's lag. The age of the last replayed commit would say nothing while the primary writes little, so
 * positions are compared: once the standby has replayed up to where the primary was at an instant, it has everything
 * that was committed until then.
 */
export function createReplicationLag(): ReplicationLag {
  let awaited: Look[] = []
  let currentUntil = Number.NEGATIVE_INFINITY
  let furthest = 0n
  const forget = () => {
    awaited = []
    currentUntil = Number.NEGATIVE_INFINITY
  }
  return {
    note(look) {
      const { written, replayed } = look
      // None is ahead of its primary: this one follows another server, or the primary was restored to an earlier time.
      const isForeign = replayed === null || written < furthest
      furthest = replayed ?? 0n
      if (replayed === null || isForeign) return forget()
      awaited = [...awaited, look].slice(-MOST_LOOKS)
      const reached = awaited.findLastIndex((earlier) => earlier.written <= replayed)
      currentUntil = awaited[reached]?.at ?? currentUntil
      awaited = awaited.slice(reached + 1)
    },
    forget,
    at: (now) => now - currentUntil,
  }
}
