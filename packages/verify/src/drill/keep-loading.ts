import { type Offer, runLoad } from '@lms/chaos/load'
import type { System } from '@lms/chaos/system'

/** People who use a system until they are told to stop. */
export interface Load {
  /** Resolves when nobody is on the way any more. */
  stop(): Promise<void>
}

/** Lets people sign up, buy, learn and give back, so many at once, until it is stopped: whoever is on the way gives up. */
export function keepLoading(system: System, offer: Offer, learners: number, random: () => number): Load {
  const stopping = new AbortController()
  const used = { ...system, api: system.apiUntil(stopping.signal) }
  /** One after another: who waits for their money to be found holds up nobody else. */
  const run = async () => {
    while (!stopping.signal.aborted) {
      await runLoad(used, offer, 1, random).catch((error: unknown) => {
        // Their server is gone, or will never know what they began.
        if (!stopping.signal.aborted) throw error
      })
    }
  }
  const finished = Promise.all(Array.from({ length: learners }, run))
  // Whoever stops it hears of it; nobody may miss it before.
  finished.catch(() => {})
  return {
    async stop() {
      stopping.abort()
      await finished
    },
  }
}
