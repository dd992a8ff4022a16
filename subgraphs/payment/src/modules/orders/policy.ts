import { isStaff, type Viewer } from '@lms/kit/viewer'
import type { Prisma } from '../../generated/prisma/client.ts'

/** Orders that somebody may see: their own, and all for staff. */
export function visibleOrders(viewer: Viewer): Prisma.OrderWhereInput {
  if (isStaff(viewer)) return {}
  return viewer.kind === 'user' ? { buyerId: viewer.id } : { id: { in: [] } }
}
