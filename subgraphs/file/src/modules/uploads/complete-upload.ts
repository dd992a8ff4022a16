import { refuse } from '@lms/kit/errors'
import { checkInput, idText, requiredText } from '@lms/kit/input'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { FileFailure } from '../../generated/prisma/enums.ts'
import type { FileModel } from '../../generated/prisma/models.ts'
import type { StoredPart } from '../../multipart-uploads.ts'
import type { ObjectStorage } from '../../object-storage.ts'
import { advanceFile } from '../files/advance-file.ts'
import { findOwnFile } from '../files/find-own-file.ts'
import { objectKey } from '../files/object-key.ts'
import { planParts } from './part-plan.ts'
import { refuseFailed } from './refuse-failed.ts'
import { verifyFile } from './verify-file.ts'

const Completed = z.object({
  fileId: idText,
  parts: z
    .array(z.object({ number: z.int(), etag: requiredText(200) }))
    .max(10_000, 'must have at most 10000 parts')
    .nullish()
    .transform((parts) => (parts ?? []).toSorted((left, right) => left.number - right.number)),
})

/** Reading more takes longer than a request may; the job `verify-uploads` does it. */
const VERIFIED_AT_ONCE_BYTES = 32n * 1024n ** 2n

/** The job takes over where the process ended during the verification. */
const VERIFICATION_MS = 60_000

/**
 * Takes in the bytes of an upload and verifies them. Once taken in, calling it again answers the file as it is.
 * Refuses NOT_FOUND, NOT_UPLOADED, INVALID_PARTS, and what came of an upload that failed: EXPIRED, SIZE_MISMATCH, TYPE_MISMATCH,
 * CHECKSUM_MISMATCH, OBJECT_MISSING.
 */
export async function completeUpload(ctx: Context, input: unknown): Promise<FileModel> {
  const { fileId, parts } = checkInput(Completed, input)
  const file = await findOwnFile(ctx.db, ctx.viewer, fileId)
  const completed = file.status === 'RESERVED' ? await takeIn(ctx, file, parts) : file
  if (completed.status === 'FAILED') return refuseFailed(completed.failure)
  if (completed.status === 'DELETED') return refuse('NOT_FOUND', 'There is no such file.', 'fileId')
  return completed
}

async function takeIn(ctx: Context, file: FileModel, parts: StoredPart[]): Promise<FileModel> {
  const { db, transact, storage, clock } = ctx
  const now = clock.now()
  if (file.uploadUntil <= now) return refuseFailed('EXPIRED')
  await joinParts(storage, file, parts)
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

/** Makes one object of the parts, where there are any. Parts that were joined by an earlier try are no error. */
async function joinParts({ parts: uploads }: ObjectStorage, file: FileModel, parts: StoredPart[]): Promise<void> {
  const planned = file.partSize === null ? [] : planParts(file.size, file.partSize)
  const complete = planned.length === parts.length && planned.every(({ number }, at) => parts[at]?.number === number)
  if (!complete) refuse('INVALID_PARTS', `This upload has ${planned.length} parts; name each once.`, 'parts')
  if (file.multipartId === null) return
  const joined = await uploads.join(objectKey(file.id), file.multipartId, parts)
  if (!joined) refuse('INVALID_PARTS', 'These are not the parts that have arrived.', 'parts')
}

function compare(file: FileModel, stored: { size: bigint; contentType: string | null }): FileFailure | null {
  if (stored.size !== file.size) return 'SIZE_MISMATCH'
  return stored.contentType === file.contentType ? null : 'TYPE_MISMATCH'
}
