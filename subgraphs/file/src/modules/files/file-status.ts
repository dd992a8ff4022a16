import { lifeCycle } from '@lms/kit/life-cycle'
import type { FileStatus } from '../../generated/prisma/enums.ts'

/** What can happen to a file. */
export type FileStep = 'TAKE_IN' | 'VERIFY' | 'FAIL' | 'DELETE'

/**
 * RESERVED → UPLOADED → AVAILABLE; FAILED from either of the first two, DELETED from all. Further checks of the bytes
 * belong between UPLOADED and AVAILABLE.
 */
export const nextStatus = lifeCycle<FileStatus, FileStep>({
  TAKE_IN: { from: ['RESERVED'], to: 'UPLOADED' },
  VERIFY: { from: ['UPLOADED'], to: 'AVAILABLE' },
  FAIL: { from: ['RESERVED', 'UPLOADED'], to: 'FAILED' },
  DELETE: { from: ['RESERVED', 'UPLOADED', 'AVAILABLE', 'FAILED'], to: 'DELETED' },
})

/** Which side of the owner's account a file of this status weighs on. */
export function spaceOf(status: FileStatus): 'reserved' | 'used' | null {
  switch (status) {
    case 'RESERVED':
      return 'reserved'
    case 'UPLOADED':
    case 'AVAILABLE':
      return 'used'
    case 'FAILED':
    case 'DELETED':
      return null
    default:
      return status satisfies never
  }
}
