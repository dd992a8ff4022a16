import { analyticsErased } from '@lms/contracts/analytics'
import { erases } from '@lms/kit/events/erases'
import type { Tx } from '../deps.ts'

/** Here are ids and numbers alone; what shows when somebody learned goes all the same. */
export const onErasureRequested = erases(analyticsErased, async (tx: Tx, userId) => {
  const activity = await tx.activityFact.deleteMany({ where: { userId } })
  return { erased: activity.count, kept: ['counts: under an id without a name'] }
})
