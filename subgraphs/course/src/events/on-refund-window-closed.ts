import { refundWindowClosed } from '@lms/contracts/payment'
import { handles } from '@lms/kit/events/handles'
import { enterStep } from '@lms/kit/events/saga'
import type { EventContext } from '../deps.ts'
import { completionSaga } from '../modules/certificates/completion-saga.ts'

/** Payment knows of the completion: nothing is left to do about it. */
export const onRefundWindowClosed = handles(refundWindowClosed, async ({ data }, { tx, clock }: EventContext) => {
  await enterStep(tx, completionSaga, { key: data.enrollmentId, step: 'CLOSED', clock })
})
