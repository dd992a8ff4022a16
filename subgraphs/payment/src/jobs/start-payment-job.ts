import type { EventCause } from '@lms/kit/events/event-cause'
import { newId } from '@lms/kit/ids'
import { startJob } from '@lms/kit/job'
import type { BackgroundWork } from '@lms/kit/subgraph'
import type { Deps } from '../deps.ts'

const EVERY_MS = 5_000

/** A job of this service; each run is the cause of the events that it leads to. */
export const startPaymentJob =
  (name: string, run: (deps: Deps, cause: EventCause) => Promise<void>) =>
  (deps: Deps): BackgroundWork =>
    startJob({
      name,
      everyMs: EVERY_MS,
      log: deps.log,
      run: () => run(deps, { source: deps.service, correlationId: newId('job') }),
    })
