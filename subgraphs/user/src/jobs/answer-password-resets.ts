import { startJob } from '@lms/kit/job'
import type { BackgroundWork } from '@lms/kit/subgraph'
import type { Deps } from '../deps.ts'
import { answerPasswordReset } from '../modules/recovery/answer-password-reset.ts'

export const EVERY_MS = 1_000

/** Has links mailed to those who asked for a new password. */
export const answerPasswordResets = (deps: Deps): BackgroundWork =>
  startJob(deps, { name: 'answer-password-resets', everyMs: EVERY_MS, run: () => answerPasswordReset(deps) })
