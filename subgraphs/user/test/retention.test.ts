import { eventually } from '@lms/testkit/eventually'
import { setUp } from '@lms/testkit/set-up'
import { expect, test } from 'vitest'
import { sessionsOf } from './people.ts'
import { startTestUser } from './start-user.ts'

const DAY_MS = 86_400_000

const user = setUp(startTestUser)
const { join } = sessionsOf(user)

const sessions = async () =>
  (await user.database.query<{ user_id: string }>('select user_id from session order by id')).map((row) => row.user_id)

test('sessions go a month after they have ended, and not before', async () => {
  const long = await join()
  user.clock.advance(20 * DAY_MS)
  const lately = await join()
  expect(await sessions()).toEqual([long.id, lately.id])
  // A session lasts seven days without use.
  user.clock.advance(18 * DAY_MS)
  const replica = await user.startReplica()
  await eventually(sessions, (left) => expect(left).toEqual([lately.id]))
  await replica.stop()
})
