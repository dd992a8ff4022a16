/** A step, and how long it took. */
export interface Lap {
  name: string
  ms: number
}

export interface Stopwatch {
  readonly laps: readonly Lap[]
  /** The step of this name is done. */
  lap(name: string): void
}

/** Says of each step that it is done, and how long it took. */
export function createStopwatch(log: (line: string) => void): Stopwatch {
  const laps: Lap[] = []
  let last = performance.now()
  return {
    laps,
    lap(name) {
      const now = performance.now()
      laps.push({ name, ms: now - last })
      log(`${name} (${((now - last) / 1000).toFixed(1)} s)`)
      last = now
    },
  }
}
