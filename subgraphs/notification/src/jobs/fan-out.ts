import { startJob } from '@lms/kit/job'
import type { BackgroundWork } from '@lms/kit/subgraph'
import type { Deps } from '../deps.ts'
import { writeBroadcasts } from '../intents/write-broadcasts.ts'

/** Brings what a course is told to its learners. */
export const fanOut = (deps: Deps): BackgroundWork =>
  startJob(deps, {
    name: 'fan-out',
    everyMs: deps.config.NOTIFICATION_POLL_MS,
    run: () => writeBroadcasts(deps),
  })
