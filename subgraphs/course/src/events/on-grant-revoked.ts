import { grantRevoked } from '@lms/contracts/payment'
import { handles } from '@lms/kit/events/handles'
import type { EventContext } from '../deps.ts'
import { revokeOrderLine } from '../modules/enrollments/revoke-order-line.ts'

/** Who gave a course back has no access by that purchase any more. */
export const onGrantRevoked = handles(grantRevoked, ({ data }, context: EventContext) => {
  const { orderLineId, courseId, userId, reason } = data
  return revokeOrderLine(context.tx, { orderLineId, courseId, userId, reason }, context)
})
