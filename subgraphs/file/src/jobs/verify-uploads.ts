import type { EventCause } from '@lms/kit/events/event-cause'
import { startJob } from '@lms/kit/job'
import type { BackgroundWork } from '@lms/kit/subgraph'
import type { Deps } from '../deps.ts'
import type { FileModel } from '../generated/prisma/models.ts'
import { verifyFile } from '../modules/uploads/verify-file.ts'

/** Longer than reading the largest file takes; only after it another process begins anew. */
const VERIFICATION_MS = 30 * 60_000

/** Verifies uploads that were too large to be verified at once, and those whose verification was cut short. */
export const startVerifyingUploads = (deps: Deps): BackgroundWork =>
  startJob(deps, {
    name: 'verify-uploads',
    everyMs: deps.config.FILE_SWEEP_MS,
    run: (cause) => verifyUploads(deps, cause),
  })

async function verifyUploads(deps: Deps, cause: EventCause): Promise<void> {
  for (let file = await takeOn(deps); file; file = await takeOn(deps)) await verifyFile(deps, file, cause)
}

/** Reserves one file for this process, so that replicas do not all read the same bytes. */
async function takeOn({ db, clock }: Deps): Promise<FileModel | null> {
  const now = clock.now()
  const [file] = await db.file.updateManyAndReturn({
    where: { status: 'UPLOADED', OR: [{ verifyingUntil: null }, { verifyingUntil: { lte: now } }] },
    data: { verifyingUntil: new Date(now.getTime() + VERIFICATION_MS) },
    limit: 1,
  })
  return file ?? null
}
