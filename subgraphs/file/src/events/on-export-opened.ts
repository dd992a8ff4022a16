import { fileCollected } from '@lms/contracts/file'
import { collects } from '@lms/kit/events/collects'
import type { Tx } from '../deps.ts'

/** What somebody uploaded; the bytes are downloaded file by file, as long as the file is there. */
export const onExportOpened = collects(fileCollected, async (tx: Tx, userId) => ({
  files: await tx.file.findMany({
    where: { ownerId: userId, purpose: { not: 'DATA_EXPORT' }, status: { not: 'DELETED' } },
    select: {
      ...{ id: true, purpose: true, fileName: true, contentType: true, size: true, sha256: true, status: true },
      createdAt: true,
    },
    orderBy: { id: 'asc' },
  }),
}))
