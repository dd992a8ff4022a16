import { liveSessionCollected, liveSessionErased } from '@lms/contracts/live-session'
import { askToCollect, askToErase } from '@lms/testkit/privacy'
import { setUp } from '@lms/testkit/set-up'
import { expect, test } from 'vitest'
import { enroll, join, liveClass, mutate } from './classroom.ts'
import { startTestLiveSession } from './start-live-session.ts'

const live = setUp(startTestLiveSession)

async function speaker(words: string) {
  const { taught, sessionId } = await liveClass(live)
  const { learner } = await enroll(live, taught)
  await join(live, learner, sessionId)
  await mutate(live, learner, 'postMessage', { sessionId, body: words }, 'message { id }')
  return learner
}

test('an erasure takes what somebody said; that they were there stays', async () => {
  const [ada, other] = [await speaker('Mine.'), await speaker('Not theirs.')]
  const receipts = await askToErase(live, liveSessionErased, ada.id)
  expect(receipts.map(({ erased }) => erased)).toEqual([1, 0])
  const said = (id: string) => live.database.query('select body from message where author_id = $1', [id])
  expect([await said(ada.id), await said(other.id)]).toEqual([[{ body: null }], [{ body: 'Not theirs.' }]])
  expect(await live.database.query('select 1 from participant where user_id = $1', [ada.id])).toHaveLength(1)
})

test('an export holds what somebody said and when they were there', async () => {
  const ada = await speaker('Hello.')
  const { records } = await askToCollect(live, liveSessionCollected, ada.id)
  expect(records).toMatchObject({
    messages: [{ body: 'Hello.' }],
    participations: [{ role: 'ATTENDEE', presences: [{ leftAt: null }] }],
  })
})
