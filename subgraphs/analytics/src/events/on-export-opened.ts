import { analyticsCollected } from '@lms/contracts/analytics'
import { collects } from '@lms/kit/events/collects'
import type { Tx } from '../deps.ts'

/** When somebody did something; the other facts are told by the domains that they come from. */
export const onExportOpened = collects(analyticsCollected, async (tx: Tx, userId) => ({
  activity: await tx.activityFact.findMany({ where: { userId }, omit: { userId: true }, orderBy: { at: 'asc' } }),
}))
