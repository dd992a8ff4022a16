import { startJob } from '@lms/kit/job'
import type { BackgroundWork } from '@lms/kit/subgraph'
import type { Deps } from '../deps.ts'
import { advanceFile } from '../modules/files/advance-file.ts'

const AT_A_TIME = 100

/** Gives back the space of uploads that were not completed in time. */
export const startExpiringReservations = (deps: Deps): BackgroundWork =>
  startJob(deps, {
    name: 'expire-reservations',
    everyMs: deps.config.FILE_SWEEP_MS,
    run: () => expireReservations(deps),
  })

async function expireReservations({ db, transact, clock }: Deps): Promise<boolean> {
  const lapsed = await db.file.findMany({
    where: { status: 'RESERVED', uploadUntil: { lte: clock.now() } },
    orderBy: { uploadUntil: 'asc' },
    take: AT_A_TIME,
  })
  for (const file of lapsed) await transact((tx) => advanceFile(tx, file, 'FAIL', { failure: 'EXPIRED' }))
  return lapsed.length === AT_A_TIME
}
