import { grantIssued } from '@lms/contracts/payment'
import { handles } from '@lms/kit/events/handles'
import type { EventContext } from '../deps.ts'
import { honourOrderLine } from '../modules/enrollments/honour-order-line.ts'

/** Who bought a course may learn it. */
export const onGrantIssued = handles(grantIssued, ({ data, time }, context: EventContext) => {
  const { orderLineId, courseId, userId } = data
  return honourOrderLine(context.tx, { orderLineId, courseId, userId, validFrom: new Date(time) }, context)
})
