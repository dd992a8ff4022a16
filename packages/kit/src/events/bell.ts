/** Wakes one waiter. A ring while nobody waits is kept, so nothing that happens between two waits is missed. */
export interface Bell {
  ring(): void
  /** Resolves at the next ring, at once if it has rung since the last wait, and after `longestMs` in any case. */
  wait(longestMs: number): Promise<void>
}

export function createBell(): Bell {
  let rung = false
  let wake = () => {}
  return {
    ring() {
      rung = true
      wake()
    },
    async wait(longestMs) {
      if (!rung) {
        let timer: NodeJS.Timeout | undefined
        await new Promise<void>((resolve) => {
          wake = resolve
          timer = setTimeout(resolve, longestMs)
        })
        clearTimeout(timer)
      }
      rung = false
    },
  }
}
