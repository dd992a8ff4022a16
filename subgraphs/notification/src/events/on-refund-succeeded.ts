import { refundSucceeded } from '@lms/contracts/payment'
import { handles } from '@lms/kit/events/handles'
import { notify } from '../intents/notify.ts'
import type { Handling } from './handler-context.ts'

/** Sends the buyer a credit note, one for each refund however often it is told. */
export const onRefundSucceeded = handles(refundSucceeded, async (event, { tx, clock }: Handling) => {
  const { refundId, orderId, courseId, buyerId, amount, effect } = event.data
  const data = { refundId, orderId, courseId, amount, effect }
  await notify(
    tx,
    { template: 'credit-note', data, recipientId: buyerId, causeId: refundId, subjectId: orderId },
    clock.now(),
  )
})
