import { refuse } from '@lms/kit/errors'
import { isViewer, type Viewer } from '@lms/kit/viewer'
import type { PrismaClient } from '../../generated/prisma/client.ts'
import type { FileModel } from '../../generated/prisma/models.ts'

/** The viewer's own file, whatever its status. Refuses NOT_FOUND for unknown files and other people's alike. */
export async function findOwnFile(db: Pick<PrismaClient, 'file'>, viewer: Viewer, fileId: string): Promise<FileModel> {
  const file = await db.file.findUnique({ where: { id: fileId } })
  if (!file || !isViewer(viewer, file.ownerId)) return refuse('NOT_FOUND', 'There is no such file.', 'fileId')
  return file
}
