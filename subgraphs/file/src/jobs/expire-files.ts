import { startJob } from '@lms/kit/job'
import type { BackgroundWork } from '@lms/kit/subgraph'
import type { Deps } from '../deps.ts'
import { advanceFile } from '../modules/files/advance-file.ts'

const AT_A_TIME = 100

/** Deletes files whose time is over. */
export const startExpiringFiles = (deps: Deps): BackgroundWork =>
  startJob(deps, { name: 'expire-files', everyMs: deps.config.FILE_SWEEP_MS, run: () => expireFiles(deps) })

async function expireFiles({ db, transact, clock }: Deps): Promise<boolean> {
  const expired = await db.file.findMany({
    where: { status: 'AVAILABLE', expiresAt: { lte: clock.now() } },
    orderBy: { expiresAt: 'asc' },
    take: AT_A_TIME,
  })
  for (const file of expired) await transact((tx) => advanceFile(tx, file, 'DELETE'))
  return expired.length === AT_A_TIME
}
