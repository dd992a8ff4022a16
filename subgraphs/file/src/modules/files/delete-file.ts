import { refuse } from '@lms/kit/errors'
import { checkInput } from '@lms/kit/input'
import { lockRow } from '@lms/kit/lock-row'
import { isStaff } from '@lms/kit/viewer'
import type { Context } from '../../context.ts'
import type { FileModel } from '../../generated/prisma/models.ts'
import { advanceFile } from './advance-file.ts'
import { FileInput } from './file-input.ts'
import { findOwnFile } from './find-own-file.ts'
import { loadClaims } from './load-claims.ts'

/** Deletes a file that nothing uses; its bytes are removed soon after. Refuses NOT_FOUND and IN_USE. */
export function deleteFile({ transact, viewer }: Context, input: unknown): Promise<FileModel> {
  const { fileId } = checkInput(FileInput, input)
  return transact(async (tx) => {
    await lockRow(tx, 'file', fileId)
    const any = isStaff(viewer)
      ? await tx.file.findUnique({ where: { id: fileId, purpose: { not: 'DATA_EXPORT' } } })
      : null
    const file = any ?? (await findOwnFile(tx, viewer, fileId))
    if (file.status === 'DELETED') return file
    const claims = await loadClaims(tx, [fileId])
    if (claims.length > 0) return refuse('IN_USE', 'A lesson or a submission uses this file.', 'fileId')
    return (await advanceFile(tx, file, 'DELETE')) ?? file
  })
}
