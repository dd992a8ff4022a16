import { analyticsErased } from '@lms/contracts/analytics'
import { erases } from '@lms/kit/events/erases'
import type { Tx } from '../deps.ts'
import { activity as projection } from '../projections/activity.ts'

/** Here are ids and numbers alone; what shows when somebody learned goes all the same. */
export const onErasureRequested = erases(analyticsErased, async (tx: Tx, userId) => {
  const activity = await tx.activityFact.deleteMany({ where: { userId } })
  // Or making the projections anew would bring it back.
  await tx.$executeRaw`delete from event_log where type = any(${[...projection.types]}) and data->>'userId' = ${userId}`
  return { erased: activity.count, kept: ['counts: under an id without a name'] }
})
