import { eventually } from '@lms/testkit/eventually'
import { setUp } from '@lms/testkit/set-up'
import { expect, test } from 'vitest'
import { graded, registered } from './facts.ts'
import { readInbox, unreadCount } from './inbox.ts'
import { startTestNotification } from './start-notification.ts'

const DAY_MS = 86_400_000

const subgraph = setUp(startTestNotification)

test('what somebody was told is there for a year, and then gone with its deliveries', async () => {
  const person = await registered(subgraph)
  const told = async () => (await readInbox(subgraph, person)).map(({ category }) => category)
  await graded(subgraph, person.id)
  subgraph.clock.advance(300 * DAY_MS)
  await graded(subgraph, person.id)
  expect(await told()).toEqual(['GRADE', 'GRADE', 'ACCOUNT'])
  subgraph.clock.advance(70 * DAY_MS)
  const replica = await subgraph.startReplica()
  await eventually(told, (left) => expect(left).toEqual(['GRADE']))
  await replica.stop()
  expect(await unreadCount(subgraph, person)).toBe(1)
  expect(await subgraph.database.query('select id from delivery')).toHaveLength(1)
})
