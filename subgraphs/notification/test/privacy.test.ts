import { notificationCollected, notificationErased } from '@lms/contracts/notification'
import { askToCollect, askToErase } from '@lms/testkit/privacy'
import { setUp } from '@lms/testkit/set-up'
import { expect, test } from 'vitest'
import { certified, emailOf, registered } from './facts.ts'
import { readInbox } from './inbox.ts'
import { startTestNotification } from './start-notification.ts'

const subgraph = setUp(startTestNotification)

test('an erasure takes the address and everything that somebody was told', async () => {
  const [ada, other] = [await registered(subgraph), await registered(subgraph)]
  await certified(subgraph, ada.id)
  const receipts = await askToErase(subgraph, notificationErased, ada.id)
  expect(receipts.map(({ erased }) => erased)).toEqual([3, 0])
  expect(await readInbox(subgraph, ada)).toEqual([])
  expect(await subgraph.database.query('select user_id from contact')).toEqual([{ user_id: other.id }])
  expect(await subgraph.database.query('select recipient_id from inbox')).toEqual([{ recipient_id: other.id }])
})

test('an export in more than one part is put together again', async () => {
  const ada = await registered(subgraph)
  // Noise does not shrink by compression.
  await subgraph.database.query(
    `update notification set data = (select jsonb_object_agg(n, md5(random()::text)) from generate_series(1, 9000) as n)
     where recipient_id = $1`,
    [ada.id],
  )
  const { parts, records } = await askToCollect(subgraph, notificationCollected, ada.id)
  expect(parts.length).toBeGreaterThan(1)
  expect(parts.map(({ part, parts }) => [part, parts])).toEqual(parts.map((_, index) => [index + 1, parts.length]))
  expect(records).toMatchObject({ contacts: [{ email: emailOf(ada) }], notifications: [{ template: 'welcome' }] })
  expect(JSON.stringify(parts)).not.toContain(emailOf(ada))
})
