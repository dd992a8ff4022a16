import { startJob } from '@lms/kit/job'
import type { BackgroundWork } from '@lms/kit/subgraph'
import type { Deps } from '../deps.ts'
import { releasePendingGrades } from '../modules/grading/release-pending-grades.ts'

const EVERY_MS = 10_000

/** Finishes releases that ended halfway, as when their process did. */
export const releaseGrades = (deps: Deps): BackgroundWork =>
  startJob(deps, {
    name: 'release-grades',
    everyMs: EVERY_MS,
    run: (cause) => releasePendingGrades({ ...deps, cause }),
  })
