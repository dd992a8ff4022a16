import type { TestSubgraph } from '@lms/testkit/subgraph'
import { expect } from 'vitest'

export interface DeliveryRow {
  id: string
  state: string
  attempts: number
  last_error: string | null
}

/** Where the deliveries to a person stand; the API does not show it. */
export const deliveriesTo = (subgraph: TestSubgraph, userId: string): Promise<DeliveryRow[]> =>
  subgraph.database.query<DeliveryRow>(
    `select delivery.id, state, attempts, last_error from delivery
     join notification on notification.id = notification_id where recipient_id = $1 order by delivery.id`,
    [userId],
  )

/** Waits until the deliveries to a person stand like this, oldest first. */
export const settled = (subgraph: TestSubgraph, userId: string, ...expected: Partial<DeliveryRow>[]) =>
  expect.poll(() => deliveriesTo(subgraph, userId)).toMatchObject(expected)

/** Leaves the deliveries to a person as a crash between the mail server's answer and its record does. */
export const dieWhileSending = (subgraph: TestSubgraph, userId: string, leaseEnd: Date) =>
  subgraph.database.query(
    `update delivery set state = 'SENDING', sent_at = null, due_at = $2
     from notification where notification.id = notification_id and recipient_id = $1`,
    [userId, leaseEnd],
  )
