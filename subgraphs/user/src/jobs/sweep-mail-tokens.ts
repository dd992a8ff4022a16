import { startJob } from '@lms/kit/job'
import type { BackgroundWork } from '@lms/kit/subgraph'
import type { Deps } from '../deps.ts'

const EVERY_MS = 60_000
const AT_A_TIME = 1_000

/** Removes tokens that nobody used in time. They are refused without it. */
export const sweepMailTokens = (deps: Deps): BackgroundWork =>
  startJob(deps, { name: 'sweep-mail-tokens', everyMs: EVERY_MS, run: () => sweep(deps) })

async function sweep({ db, clock }: Deps): Promise<boolean> {
  const swept = await db.mailToken.deleteMany({ where: { expiresAt: { lte: clock.now() } }, limit: AT_A_TIME })
  return swept.count === AT_A_TIME
}
