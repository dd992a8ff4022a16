/** The only source of time. Tests pass one that they can move; SQL gets its value as a parameter. */
export interface Clock {
  /** The present instant (UTC). */
  now(): Date
  /** Calls once, when so many milliseconds have passed. The function that it returns takes that back. */
  after(milliseconds: number, call: () => void): () => void
}

export const systemClock: Clock = {
  now: () => new Date(),
  after(milliseconds, call) {
    const timer = setTimeout(call, milliseconds)
    return () => clearTimeout(timer)
  },
}
