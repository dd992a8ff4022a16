/** Wakes one waiter. A ring while nobody waits is kept, so nothing that happens between two waits is missed. */
export interface Bell {
  ring(): void
  /**
   * Resolves at the next ring, at once if it has rung since the last wait; also after `longestMs`, and when the signal
   * aborts.
   */
  wait(longestMs: number | null, signal?: AbortSignal): Promise<void>
}

export function createBell(): Bell {
  let rung = false
  let wake = () => {}
  return {
    ring() {
      rung = true
      wake()
    },
    async wait(longestMs, signal) {
      if (!rung && !signal?.aborted) {
        const { promise, resolve } = Promise.withResolvers<void>()
        wake = resolve
        const timer = longestMs === null ? undefined : setTimeout(resolve, longestMs)
        signal?.addEventListener('abort', wake)
        await promise
        signal?.removeEventListener('abort', wake)
        clearTimeout(timer)
      }
      rung = false
    },
  }
}
