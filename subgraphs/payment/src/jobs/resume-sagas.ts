import { grantIssued, grantRevoked } from '@lms/contracts/payment'
import { appendEvent } from '@lms/kit/events/append-event'
import { resumeSagas as resume, type SagaResumption } from '@lms/kit/events/resume-sagas'
import type { BackgroundWork } from '@lms/kit/subgraph'
import type { Deps, Tx } from '../deps.ts'
import { refundSaga } from '../refunding/refund-saga.ts'
import { purchaseSaga } from '../settlement/purchase-saga.ts'

/** Goes on with purchases and refunds that the course domain, or a provider, has not answered. */
export const resumeSagas = (deps: Deps): BackgroundWork => {
  const purchase: SagaResumption<Tx> = {
    kind: purchaseSaga.kind,
    resume: (tx, { key }, cause) => tellAgain(tx, key, { clock: deps.clock, cause }),
  }
  const refund: SagaResumption<Tx> = {
    kind: refundSaga.kind,
    async resume(tx, { key, step }, cause) {
      const { orderLineId } = await tx.refund.findUniqueOrThrow({ where: { id: key } })
      if (step === 'REVOKING') return tellAgain(tx, orderLineId, { clock: deps.clock, cause })
      await tx.refund.updateMany({ where: { id: key, status: 'PENDING' }, data: { nextCheckAt: deps.clock.now() } })
    },
  }
  return resume(deps, [purchase, refund])
}

/** Says once more what became of a line; the course domain answers each time. */
async function tellAgain(
  tx: Tx,
  id: string,
  { clock, cause }: Pick<Parameters<typeof resume>[0], 'clock'> & { cause: Parameters<typeof appendEvent>[2]['cause'] },
): Promise<void> {
  const line = await tx.orderLine.update({ where: { id }, data: { version: { increment: 1 } } })
  const { orderId, courseId, buyerId: userId, version, fulfilment } = line
  const data = { orderLineId: id, orderId, courseId, userId }
  const event = { subject: id, version, time: clock.now(), cause }
  if (fulfilment === 'GRANTED') await appendEvent(tx, grantIssued, { ...event, data })
  if (fulfilment === 'REVOKED') await appendEvent(tx, grantRevoked, { ...event, data: { ...data, reason: 'REFUND' } })
}
