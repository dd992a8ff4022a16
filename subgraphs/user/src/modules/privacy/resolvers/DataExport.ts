import { HOLDERS } from '@lms/contracts/user'
import { STUCK_AFTER } from '@lms/kit/events/saga'
import { isViewer } from '@lms/kit/viewer'
import type { DataExportResolvers } from '../../types.generated.ts'

export const DataExport: DataExportResolvers = {
  status: ({ expiresAt, resumed }, _args, { clock }) => {
    if (expiresAt) return expiresAt > clock.now() ? 'READY' : 'EXPIRED'
    return resumed >= STUCK_AFTER ? 'STUCK' : 'RUNNING'
  },
  missing: ({ receipts, readyAt }) => {
    if (readyAt) return []
    return [...HOLDERS, 'user'].filter((domain) => !receipts.some((receipt) => receipt.domain === domain))
  },
  file: ({ userId, fileId, expiresAt }, _args, { viewer, clock }) =>
    isViewer(viewer, userId) && fileId !== null && expiresAt !== null && expiresAt > clock.now()
      ? { id: fileId }
      : null,
}
