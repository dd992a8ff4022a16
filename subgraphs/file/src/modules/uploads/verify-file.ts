import { createHash } from 'node:crypto'
import { fileAvailable } from '@lms/contracts/file'
import { appendEvent } from '@lms/kit/events/append-event'
import type { EventCause } from '@lms/kit/events/event-cause'
import type { Deps } from '../../deps.ts'
import type { FileFailure } from '../../generated/prisma/enums.ts'
import type { FileModel } from '../../generated/prisma/models.ts'
import { advanceFile } from '../files/advance-file.ts'
import { objectKey } from '../files/object-key.ts'
import { contradictsType, HEAD_BYTES } from './contradicts-type.ts'

/**
 * Reads the bytes of an UPLOADED file and makes it AVAILABLE if they are what was announced, else FAILED. It computes
 * the checksum itself: not every store compares it, and none knows it for a file that came in parts.
 * @returns the file afterwards; as it is now where somebody else was faster
 */
export async function verifyFile(
  { db, transact, storage, clock }: Deps,
  file: FileModel,
  cause: EventCause,
): Promise<FileModel> {
  const failure = await findFailure(storage, file)
  const advanced = await transact(async (tx) => {
    if (failure) return advanceFile(tx, file, 'FAIL', { failure })
    const available = await advanceFile(tx, file, 'VERIFY')
    if (!available) return null
    const { id: fileId, ownerId, contentType, size, version } = available
    await appendEvent(tx, fileAvailable, {
      subject: fileId,
      version,
      data: { fileId, ownerId, contentType, size: Number(size) },
      time: clock.now(),
      cause,
    })
    return available
  })
  return advanced ?? (await db.file.findUniqueOrThrow({ where: { id: file.id } }))
}

async function findFailure(storage: Deps['storage'], file: FileModel): Promise<FileFailure | null> {
  const bytes = await storage.read(objectKey(file.id))
  if (!bytes) return 'OBJECT_MISSING'
  const hash = createHash('sha256')
  let head = Buffer.alloc(0)
  for await (const chunk of bytes) {
    hash.update(chunk)
    if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk])
  }
  if (hash.digest('hex') !== file.sha256) return 'CHECKSUM_MISMATCH'
  return (await contradictsType(head, file.contentType)) ? 'TYPE_MISMATCH' : null
}
