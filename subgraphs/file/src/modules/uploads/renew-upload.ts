import { refuse } from '@lms/kit/errors'
import { checkInput } from '@lms/kit/input'
import type { Context } from '../../context.ts'
import type { FileModel } from '../../generated/prisma/models.ts'
import { FileInput } from '../files/file-input.ts'
import { findOwnFile } from '../files/find-own-file.ts'
import { describeUpload, type Upload } from './describe-upload.ts'
import { refuseFailed } from './refuse-failed.ts'

/**
 * Signs an upload that is still awaited anew: what was sent of it stays. Refuses NOT_FOUND, ALREADY_COMPLETED and an
 * upload that came to nothing.
 */
export async function renewUpload(ctx: Context, input: unknown): Promise<{ file: FileModel; upload: Upload }> {
  const { fileId } = checkInput(FileInput, input)
  const file = await findOwnFile(ctx.db, ctx.viewer, fileId)
  switch (file.status) {
    case 'RESERVED':
      if (file.uploadUntil <= ctx.clock.now()) return refuseFailed('EXPIRED')
      return { file, upload: await describeUpload(ctx, file) }
    case 'UPLOADED':
    case 'AVAILABLE':
      return refuse('ALREADY_COMPLETED', 'This upload is complete.', 'fileId')
    case 'FAILED':
      return refuseFailed(file.failure)
    case 'DELETED':
      return refuse('NOT_FOUND', 'There is no such file.', 'fileId')
    default:
      return file.status satisfies never
  }
}
