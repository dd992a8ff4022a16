import { refuse } from '@lms/kit/errors'
import { newId } from '@lms/kit/ids'
import { checkInput, requiredText } from '@lms/kit/input'
import { signedInId } from '@lms/kit/viewer'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import { FilePurpose } from '../../generated/prisma/enums.ts'
import type { FileModel } from '../../generated/prisma/models.ts'
import { advanceFile } from '../files/advance-file.ts'
import { reserveSpace } from '../storage/reserve-space.ts'
import { describeUpload, type Upload } from './describe-upload.ts'
import { cleanFileName } from './file-name.ts'
import { PURPOSES } from './purposes.ts'

const NewUpload = z
  .object({
    fileName: requiredText(255)
      .transform(cleanFileName)
      .refine((name) => name !== '', { message: 'is not a file name', params: { code: 'INVALID_FILE_NAME' } }),
    size: z.bigint().min(1n, 'must be at least 1 byte'),
    contentType: z.string().max(255, 'must have at most 255 characters').toLowerCase(),
    sha256: z
      .string()
      .regex(/^[\da-f]{64}$/i, 'must be 64 hexadecimal digits')
      .toLowerCase(),
    purpose: z.enum(FilePurpose).exclude(['DATA_EXPORT']),
  })
  .check(({ value: { size, contentType, purpose }, issues }) => {
    const { maximumSize, contentTypes } = PURPOSES[purpose]
    if (size > maximumSize) {
      issues.push({
        code: 'custom',
        input: size,
        path: ['size'],
        message: `must be at most ${maximumSize} bytes`,
        params: { code: 'TOO_BIG' },
      })
    }
    if (!contentTypes.has(contentType)) {
      issues.push({
        code: 'custom',
        input: contentType,
        path: ['contentType'],
        message: 'is not allowed for this purpose',
        params: { code: 'UNSUPPORTED_TYPE' },
      })
    }
  })

/** Announces a file and reserves its space. Refuses QUOTA_EXCEEDED and what the purpose does not allow. */
export async function createUpload(ctx: Context, input: unknown): Promise<{ file: FileModel; upload: Upload }> {
  const announced = checkInput(NewUpload, input)
  const { transact, config, clock } = ctx
  const ownerId = signedInId(ctx.viewer)
  const now = clock.now()
  const file = await transact(async (tx) => {
    if (!(await reserveSpace(tx, ownerId, announced.size, BigInt(config.STORAGE_QUOTA_BYTES)))) {
      return refuse('QUOTA_EXCEEDED', 'There is not enough space left for this file.', 'size')
    }
    return tx.file.create({
      data: {
        id: newId('file'),
        ownerId,
        ...announced,
        status: 'RESERVED',
        partSize: announced.size > config.UPLOAD_PART_BYTES ? config.UPLOAD_PART_BYTES : null,
        uploadUntil: new Date(now.getTime() + config.UPLOAD_RESERVATION_SECONDS * 1000),
        createdAt: now,
      },
    })
  })
  try {
    return { file, upload: await describeUpload(ctx, file) }
  } catch (error) {
    // Nobody knows the file's id yet, so its space would stay reserved for nothing.
    await transact((tx) => advanceFile(tx, file, 'DELETE'))
    throw error
  }
}
