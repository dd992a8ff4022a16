import { createCourseAccess } from '@lms/kit/course-access'
import { loadMany, loadOne } from '@lms/kit/loaders'
import type { Viewer } from '@lms/kit/viewer'
import type { PrismaClient } from './generated/prisma/client.ts'
import { loadClaims } from './modules/files/load-claims.ts'

export type Loaders = ReturnType<typeof createLoaders>

/** Batched reads of one request. */
export function createLoaders(db: PrismaClient, viewer: Viewer) {
  return {
    courseAccess: createCourseAccess(db, viewer),
    /** Whether the viewer may see it is `findFile`'s question. */
    fileById: loadOne(
      (ids: string[]) => db.file.findMany({ where: { id: { in: ids } } }),
      (file) => file.id,
    ),
    claimsByFileId: loadMany(
      async (fileIds: string[]) => await loadClaims(db, fileIds),
      (claim) => claim.fileId,
    ),
    storageByUserId: loadOne(
      (userIds: string[]) => db.storageAccount.findMany({ where: { userId: { in: userIds } } }),
      (account) => account.userId,
    ),
  }
}
