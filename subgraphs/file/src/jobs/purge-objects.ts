import { startJob } from '@lms/kit/job'
import type { BackgroundWork } from '@lms/kit/subgraph'
import type { Deps } from '../deps.ts'
import { objectKey } from '../modules/files/object-key.ts'

const AT_A_TIME = 100

/**
 * Removes the bytes of failed and deleted files, once no presigned upload could put them there again. Replicas may remove
 * the same ones: what is gone already is no error.
 */
export const startPurgingObjects = (deps: Deps): BackgroundWork =>
  startJob(deps, {
    name: 'purge-objects',
    everyMs: deps.config.FILE_SWEEP_MS,
    run: () => purgeObjects(deps),
  })

async function purgeObjects({ db, storage, clock }: Deps): Promise<boolean> {
  const gone = await db.file.findMany({
    where: { status: { in: ['FAILED', 'DELETED'] }, purgedAt: null, uploadUntil: { lte: clock.now() } },
    orderBy: { uploadUntil: 'asc' },
    take: AT_A_TIME,
  })
  const purged = await Promise.allSettled(
    gone.map(async ({ id, multipartId }) => {
      if (multipartId !== null) await storage.parts.discard(objectKey(id), multipartId)
      await storage.remove(objectKey(id))
      await db.file.update({ where: { id }, data: { purgedAt: clock.now() } })
    }),
  )
  // One object that cannot be removed must not keep the others.
  const failed = purged.find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
  return gone.length === AT_A_TIME
}
