import type { Clock } from './clock.ts'
import { startJob } from './job.ts'
import type { Logger } from './log.ts'
import type { BackgroundWork } from './subgraph.ts'

const EVERY_MS = 10 * 60_000
const AT_A_TIME = 1_000
const DAY_MS = 24 * 60 * 60_000

/** Deletes, bit by bit, what has been of no use for a number of days. */
export const startRetention = (
  deps: { service: string; clock: Clock; log: Logger },
  options: {
    name: string
    days: number
    /** Deletes at most so many rows from before an instant. @returns how many */
    deleteSome: (before: Date, atATime: number) => Promise<number>
  },
): BackgroundWork =>
  startJob(deps, {
    name: options.name,
    everyMs: EVERY_MS,
    run: async () => {
      const before = new Date(deps.clock.now().getTime() - options.days * DAY_MS)
      return (await options.deleteSome(before, AT_A_TIME)) === AT_A_TIME
    },
  })
