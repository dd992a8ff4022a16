import { refuse } from '@lms/kit/errors'
import { checkInput } from '@lms/kit/input'
import { lockRow } from '@lms/kit/lock-row'
import type { Context } from '../../context.ts'
import type { FileModel } from '../../generated/prisma/models.ts'
import { advanceFile } from '../files/advance-file.ts'
import { FileInput } from '../files/file-input.ts'
import { findOwnFile } from '../files/find-own-file.ts'

/** Gives up an upload under way; one that is over already stays as it is. Refuses NOT_FOUND and ALREADY_COMPLETED. */
export function abortUpload({ transact, viewer }: Context, input: unknown): Promise<FileModel> {
  const { fileId } = checkInput(FileInput, input)
  return transact(async (tx) => {
    await lockRow(tx, 'file', fileId)
    const file = await findOwnFile(tx, viewer, fileId)
    if (file.status === 'FAILED' || file.status === 'DELETED') return file
    if (file.status !== 'RESERVED') {
      return refuse('ALREADY_COMPLETED', 'This upload is complete. Delete the file instead.', 'fileId')
    }
    return (await advanceFile(tx, file, 'DELETE')) ?? file
  })
}
