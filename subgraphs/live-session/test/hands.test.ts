import type { SignedInViewer } from '@lms/kit/viewer'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import { course, elsewhere, enroll, join, learners, liveClass, mutate, refusal, schedule, see } from './classroom.ts'
import { startTestLiveSession } from './start-live-session.ts'

const live = setUp(startTestLiveSession)

const HAND = 'participant { user { id } handRaisedAt }'
const raise = (viewer: SignedInViewer | null, sessionId: string) =>
  mutate(live, viewer, 'raiseHand', { sessionId }, HAND)
const lower = (viewer: SignedInViewer, sessionId: string, userId?: string) =>
  refusal(live, viewer, 'lowerHand', { sessionId, userId }, HAND)

async function raised(viewer: SignedInViewer, sessionId: string, page = 'first: 100') {
  const { raisedHands } = await see(
    live,
    viewer,
    sessionId,
    `raisedHands(${page}) { totalCount nodes { user { id } } pageInfo { endCursor } }`,
  )
  const ids: string[] = raisedHands.nodes.map(({ user }: { user: { id: string } }) => user.id)
  return { ids, total: raisedHands.totalCount, end: raisedHands.pageInfo.endCursor }
}

async function classOf(count: number) {
  const { taught, sessionId, instructor } = await liveClass(live)
  const all = await learners(live, taught, count)
  for (const viewer of all) await join(live, viewer, sessionId)
  return { taught, sessionId, instructor, all, ids: all.map(({ id }) => id) }
}

describe('raised hands', () => {
  test('are listed in the order of raising, a page at a time, to all whom the session is for', async () => {
    const { taught, sessionId, instructor, all } = await classOf(3)
    const [first, second, third] = all as [SignedInViewer, SignedInViewer, SignedInViewer]
    for (const viewer of [third, first, second]) await raise(viewer, sessionId)
    const order = [third.id, first.id, second.id]
    const { learner: absent } = await enroll(live, taught)
    for (const viewer of [first, instructor, absent]) expect((await raised(viewer, sessionId)).ids).toEqual(order)
    const page = await raised(first, sessionId, 'first: 2')
    expect(page).toMatchObject({ ids: order.slice(0, 2), total: 3 })
    expect((await raised(first, sessionId, `first: 2, after: "${page.end}"`)).ids).toEqual(order.slice(2))
    expect((await raised(first, sessionId, 'last: 1')).ids).toEqual([second.id])
  })

  test('keep their place when raised again, however often at once, and are at the end when raised anew', async () => {
    const { sessionId, all } = await classOf(2)
    const [ada, bob] = all as [SignedInViewer, SignedInViewer]
    const answers = await Promise.all(Array.from({ length: 20 }, () => raise(ada, sessionId)))
    expect(new Set(answers.map(({ participant }) => participant.handRaisedAt)).size).toBe(1)
    await raise(bob, sessionId)
    await raise(ada, sessionId)
    expect((await raised(ada, sessionId)).ids).toEqual([ada.id, bob.id])
    const raisings = await live.database.query(
      "select sequence from room_event where session_id = $1 and kind = 'HAND_RAISED'",
      [sessionId],
    )
    expect(raisings).toHaveLength(2)
    await lower(ada, sessionId)
    await raise(ada, sessionId)
    expect((await raised(ada, sessionId)).ids).toEqual([bob.id, ada.id])
  })

  test('are lowered by their owner and by leaders, by nobody else', async () => {
    const { sessionId, instructor, all } = await classOf(2)
    const [ada, bob] = all as [SignedInViewer, SignedInViewer]
    for (const viewer of [ada, bob]) await raise(viewer, sessionId)
    expect(await lower(ada, sessionId, bob.id)).toMatchObject({ code: 'FORBIDDEN', field: ['input', 'userId'] })
    expect((await lower(instructor, sessionId, bob.id)).payload.participant).toEqual({
      user: { id: bob.id },
      handRaisedAt: null,
    })
    for (let again = 0; again < 2; again++) expect((await lower(ada, sessionId)).code).toBeUndefined()
    expect(await raised(ada, sessionId)).toMatchObject({ ids: [], total: 0 })
    expect((await lower(instructor, sessionId, createViewer().id)).code).toBe('NOT_FOUND')
    expect((await lower(createViewer(), sessionId)).code).toBe('NOT_FOUND')
  })

  test('go down with the last device that leaves, with the enrolment and with the session', async () => {
    const { taught, sessionId, instructor, all } = await classOf(2)
    const [ada, bob] = all as [SignedInViewer, SignedInViewer]
    const { learner: eve, end } = await enroll(live, taught)
    const phone = elsewhere(ada)
    for (const viewer of [phone, eve]) await join(live, viewer, sessionId)
    for (const viewer of [ada, bob, eve]) await raise(viewer, sessionId)
    await mutate(live, ada, 'leaveLiveSession', { sessionId })
    expect((await raised(bob, sessionId)).ids).toEqual([ada.id, bob.id, eve.id])
    await mutate(live, phone, 'leaveLiveSession', { sessionId })
    await end()
    expect((await raised(bob, sessionId)).ids).toEqual([bob.id])
    await mutate(live, instructor, 'endLiveSession', { sessionId })
    expect((await raised(bob, sessionId)).ids).toEqual([])
  })

  test('are for those present in a session that is live', async () => {
    const taught = await course(live)
    const planned = await schedule(live, taught)
    const { learner } = await enroll(live, taught)
    const code = async (viewer: SignedInViewer, sessionId: string) =>
      (await raise(viewer, sessionId)).userErrors[0]?.code
    expect(await code(learner, planned)).toBe('NOT_STARTED')
    await mutate(live, taught.instructor, 'startLiveSession', { sessionId: planned })
    expect(await code(learner, planned)).toBe('NOT_PRESENT')
    expect(await code(createViewer(), planned)).toBe('NOT_FOUND')
    await join(live, learner, planned)
    await mutate(live, taught.instructor, 'endLiveSession', { sessionId: planned })
    expect(await code(learner, planned)).toBe('ENDED')
    await expect(raise(null, planned)).rejects.toThrow('UNAUTHENTICATED')
  })
})
