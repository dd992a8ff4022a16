import { refuse } from '@lms/kit/errors'
import { checkInput, idText } from '@lms/kit/input'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { FileFailure } from '../../generated/prisma/enums.ts'
import type { FileModel } from '../../generated/prisma/models.ts'
import { advanceFile } from '../files/advance-file.ts'
import { findOwnFile } from '../files/find-own-file.ts'
import { objectKey } from '../files/object-key.ts'
import { verifyFile } from './verify-file.ts'

const Completed = z.object({ fileId: idText })

/** Reading more takes longer than a request may; the job `verify-uploads` does it. */
const VERIFIED_AT_ONCE_BYTES = 32n * 1024n ** 2n

/** The job takes over where the process ended during the verification. */
const VERIFICATION_MS = 60_000

/**
 * Takes in the bytes of an upload and verifies them. Once taken in, calling it again answers the file as it is.
 * Refuses NOT_FOUND, NOT_UPLOADED, and what came of an upload that failed: EXPIRED, SIZE_MISMATCH, TYPE_MISMATCH,
 * CHECKSUM_MISMATCH, OBJECT_MISSING.
 */
export async function completeUpload(ctx: Context, input: unknown): Promise<FileModel> {
  const { fileId } = checkInput(Completed, input)
  const file = await findOwnFile(ctx.db, ctx.viewer, fileId)
  const completed = file.status === 'RESERVED' ? await takeIn(ctx, file) : file
  if (completed.status === 'FAILED') return refuseFailed(completed.failure)
  if (completed.status === 'DELETED') return refuse('NOT_FOUND', 'There is no such file.', 'fileId')
  return completed
}

async function takeIn(ctx: Context, file: FileModel): Promise<FileModel> {
  const { db, transact, storage, clock } = ctx
  const now = clock.now()
  if (file.uploadUntil <= now) return refuseFailed('EXPIRED')
  const stored = await storage.describe(objectKey(file.id))
  if (!stored) return refuse('NOT_UPLOADED', 'The bytes of this file have not arrived.', 'fileId')
  const failure = compare(file, stored)
  const inline = file.size <= VERIFIED_AT_ONCE_BYTES
  const advanced = await transact((tx) =>
    failure
      ? advanceFile(tx, file, 'FAIL', { failure })
      : advanceFile(tx, file, 'TAKE_IN', {
          verifyingUntil: inline ? new Date(now.getTime() + VERIFICATION_MS) : null,
        }),
  )
  // Another request was faster: its outcome is this one's.
  if (!advanced) return db.file.findUniqueOrThrow({ where: { id: file.id } })
  return inline && advanced.status === 'UPLOADED' ? verifyFile(ctx, advanced, ctx.cause) : advanced
}

function compare(file: FileModel, stored: { size: bigint; contentType: string | null }): FileFailure | null {
  if (stored.size !== file.size) return 'SIZE_MISMATCH'
  return stored.contentType === file.contentType ? null : 'TYPE_MISMATCH'
}

function refuseFailed(failure: FileFailure | null): never {
  switch (failure) {
    case 'EXPIRED':
      return refuse('EXPIRED', 'The upload was not completed in time. Begin a new one.', 'fileId')
    case 'SIZE_MISMATCH':
      return refuse('SIZE_MISMATCH', 'The uploaded bytes are more or fewer than announced.', 'fileId')
    case 'TYPE_MISMATCH':
      return refuse('TYPE_MISMATCH', 'The media type of the upload is not the one announced.', 'fileId')
    case 'CHECKSUM_MISMATCH':
      return refuse('CHECKSUM_MISMATCH', 'The uploaded content is not the one announced.', 'fileId')
    case 'OBJECT_MISSING':
      return refuse('OBJECT_MISSING', 'The uploaded bytes disappeared. Begin a new upload.', 'fileId')
    case null:
      throw new Error('a failed file has a failure')
    default:
      return failure satisfies never
  }
}
