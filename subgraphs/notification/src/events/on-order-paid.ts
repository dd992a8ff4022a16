import { orderPaid } from '@lms/contracts/payment'
import { handles } from '@lms/kit/events/handles'
import { notify } from '../intents/notify.ts'
import type { Handling } from './handler-context.ts'

/** Sends the buyer a receipt. */
export const onOrderPaid = handles(orderPaid, async (event, { tx, clock }: Handling) => {
  const { orderId, buyerId, total, lines } = event.data
  const data = { orderId, total, lines: lines.map(({ courseId, amount }) => ({ courseId, amount })) }
  await notify(
    tx,
    { template: 'receipt', data, recipientId: buyerId, causeId: event.id, subjectId: orderId },
    clock.now(),
  )
})
