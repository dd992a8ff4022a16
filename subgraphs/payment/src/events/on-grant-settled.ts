import { grantSettled } from '@lms/contracts/course'
import { handles } from '@lms/kit/events/handles'
import { enterStep } from '@lms/kit/events/saga'
import type { EventContext } from '../deps.ts'
import { refundSaga } from '../refunding/refund-saga.ts'
import { purchaseSaga } from '../settlement/purchase-saga.ts'

/** The course domain has acted upon a line: that closes its purchase, or its refund. */
export const onGrantSettled = handles(grantSettled, async ({ data }, { tx, clock }: EventContext) => {
  const { orderLineId: key, state } = data
  if (state !== 'REVOKED') {
    await enterStep(tx, purchaseSaga, { key, step: state, clock })
    return
  }
  await enterStep(tx, purchaseSaga, { key, step: 'TAKEN_BACK', clock })
  const refunds = await tx.$queryRaw<{ id: string }[]>`
    select refund.id from refund join kit.saga on kind = ${refundSaga.kind} and key = refund.id
    where order_line_id = ${key} and step = 'REVOKING'`
  for (const { id } of refunds) await enterStep(tx, refundSaga, { key: id, step: 'REVOKED', clock })
})
