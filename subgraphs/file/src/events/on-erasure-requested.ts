import { fileErased } from '@lms/contracts/file'
import { erases } from '@lms/kit/events/erases'
import type { Tx } from '../deps.ts'
import { advanceFile } from '../modules/files/advance-file.ts'

/** Files that no course uses go with their bytes; what somebody made for a course stays with the course. */
export const onErasureRequested = erases(fileErased, async (tx: Tx, userId) => {
  const files = await tx.file.findMany({
    where: { ownerId: userId, status: { not: 'DELETED' } },
    orderBy: { id: 'asc' },
  })
  const claims = await tx.fileClaim.findMany({
    where: { fileId: { in: files.map(({ id }) => id) }, ownerType: 'LESSON' },
    select: { fileId: true },
  })
  const used = new Set(claims.map(({ fileId }) => fileId))
  await tx.dataExport.deleteMany({ where: { userId } })
  let erased = 0
  for (const file of files) if (!used.has(file.id) && (await advanceFile(tx, file, 'DELETE'))) erased++
  // People name files after themselves.
  await tx.file.updateMany({ where: { ownerId: userId, status: 'DELETED' }, data: { fileName: 'erased' } })
  return { erased, kept: used.size > 0 ? ['files of lessons: they belong to the course'] : [] }
})
