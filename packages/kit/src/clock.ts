/** The only source of time. Tests pass one that they can move; SQL gets its value as a parameter. */
export interface Clock {
  /** The present instant (UTC). */
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }
