import { HOLDERS } from '@lms/contracts/user'
import { STUCK_AFTER } from '@lms/kit/events/saga'
import type { ErasureResolvers } from '../../types.generated.ts'

export const Erasure: ErasureResolvers = {
  status: ({ completedAt, resumed }) => {
    if (completedAt) return 'COMPLETED'
    return resumed >= STUCK_AFTER ? 'STUCK' : 'RUNNING'
  },
  missing: ({ receipts, completedAt }) => {
    if (completedAt) return []
    return [...HOLDERS, 'user'].filter((domain) => !receipts.some((receipt) => receipt.domain === domain))
  },
}
