import type { FileStatus } from '../../generated/prisma/enums.ts'

/** What can happen to a file. */
export type FileStep = 'TAKE_IN' | 'VERIFY' | 'FAIL' | 'DELETE'

/**
 * RESERVED → UPLOADED → AVAILABLE; FAILED from either of the first two, DELETED from all. Further checks of the bytes
 * belong between UPLOADED and AVAILABLE.
 */
const STEPS: Record<FileStep, { from: readonly FileStatus[]; to: FileStatus }> = {
  TAKE_IN: { from: ['RESERVED'], to: 'UPLOADED' },
  VERIFY: { from: ['UPLOADED'], to: 'AVAILABLE' },
  FAIL: { from: ['RESERVED', 'UPLOADED'], to: 'FAILED' },
  DELETE: { from: ['RESERVED', 'UPLOADED', 'AVAILABLE', 'FAILED'], to: 'DELETED' },
}

/** The status after a step, or null where the step is not open to a file of this status. */
export function nextStatus(status: FileStatus, step: FileStep): FileStatus | null {
  const { from, to } = STEPS[step]
  return from.includes(status) ? to : null
}

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
