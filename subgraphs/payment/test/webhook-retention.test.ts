import { eventually } from '@lms/testkit/eventually'
import { setUp } from '@lms/testkit/set-up'
import { expect, test } from 'vitest'
import { startTestPayment } from './start-payment.ts'

const DAY_MS = 86_400_000

const payment = setUp(startTestPayment)

const kept = async () =>
  (await payment.database.query<{ event_id: string }>('select event_id from webhook_event order by 1')).map(
    ({ event_id }) => event_id,
  )

test('webhooks go long after they were acted upon; those that wait stay', async () => {
  const arrange = (id: string, days: number, isProcessed: boolean) => {
    const at = new Date(payment.clock.now().getTime() - days * DAY_MS)
    return payment.database.query(
      `insert into webhook_event (provider, event_id, type, payload, received_at, outcome, processed_at)
       values ('STRIPE', $1, 'charge.updated', '{}', $2, $3, $4)`,
      [id, at, isProcessed ? 'IGNORED' : null, isProcessed ? at : null],
    )
  }
  await arrange('long ago', 91, true)
  await arrange('lately', 89, true)
  await arrange('waiting', 400, false)
  const replica = await payment.startReplica()
  await eventually(kept, (ids) => expect(ids).toEqual(['lately', 'waiting']))
  await replica.stop()
})
