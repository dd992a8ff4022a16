import { refuse } from '@lms/kit/errors'
import type { FileFailure } from '../../generated/prisma/enums.ts'

/** Refuses because of what an upload came to; the codes are the failures. */
export function refuseFailed(failure: FileFailure | null): never {
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
