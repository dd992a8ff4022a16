import { createLogger } from '@lms/kit/log'
import { connectRedis, waitUntilReady } from '@lms/kit/redis'
import type { SignedInViewer, Viewer } from '@lms/kit/viewer'
import { startRestartableRedis } from '@lms/testkit/restartable-redis'
import type { TestSubgraph } from '@lms/testkit/subgraph'
import { afterAll, describe, expect, test } from 'vitest'
import { elsewhere, JOIN, join, learners, liveClass, mutate, refusal, see } from './classroom.ts'
import { startTestLiveSession } from './start-live-session.ts'
import { watch } from './watching.ts'

const SECOND = 1_000
const KEY = 'live-session:seen'

async function start(capacity = 10, redis?: ReturnType<typeof connectRedis>) {
  const live = await startTestLiveSession({}, redis)
  const { taught, sessionId, instructor } = await liveClass(live, { capacity })
  const [ada, bob] = (await learners(live, taught, 2)) as [SignedInViewer, SignedInViewer]
  return { live, taught, sessionId, instructor, ada, bob, [Symbol.asyncDispose]: () => live[Symbol.asyncDispose]() }
}

const seenAt = async (live: TestSubgraph, sessionId: string, { id, sessionId: device }: SignedInViewer) =>
  Number(await live.redis.zscore(KEY, `${sessionId} ${id} ${device}`))

/**
 * Lets time pass in small steps, as it does: at each, the processes tell of the streams that are still open there. Those
 * who are named have one.
 */
async function pass(live: TestSubgraph, sessionId: string, seconds: number, ...watching: SignedInViewer[]) {
  for (let passed = 0; passed < seconds; passed += 5) {
    live.clock.advance(5 * SECOND)
    const now = live.clock.now().getTime()
    for (const viewer of watching) await expect.poll(() => seenAt(live, sessionId, viewer)).toBeGreaterThanOrEqual(now)
  }
}

async function openStreams({ url }: TestSubgraph, kind: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  return Number(new RegExp(`^lms_streams_open\\{.*kind="${kind}".*\\} (\\d+)$`, 'm').exec(metrics)?.[1])
}

async function present(live: TestSubgraph, viewer: Viewer, sessionId: string): Promise<string[]> {
  const { participants } = await see(live, viewer, sessionId, 'participants { nodes { user { id } present } }')
  return participants.nodes
    .filter((participant: { present: boolean }) => participant.present)
    .map(({ user }: { user: { id: string } }) => user.id)
}

const departures = (live: TestSubgraph, sessionId: string) =>
  live.database.query<{ user: string }>(
    `select payload->>'userId' as "user" from room_event where session_id = $1 and kind = 'PARTICIPANT_LEFT'`,
    [sessionId],
  )

describe('whoever has a stream or an admission open', () => {
  test('is present until it has been gone for the grace, and was there until it was last seen', async () => {
    await using room = await start()
    const { live, sessionId, instructor, ada, bob } = room
    for (const viewer of [instructor, ada, bob]) await join(live, viewer, sessionId)
    const [here, there] = [live.connectStreams(), live.connectStreams()]
    await watch(here, instructor, sessionId)
    await watch(here, bob, sessionId, { admission: true })
    await watch(there, ada, sessionId, { admission: true })
    await pass(live, sessionId, 60, instructor, ada, bob)
    const gone = live.clock.now().getTime()
    there.cut()
    await expect.poll(() => openStreams(live, 'admission')).toBe(1)
    await pass(live, sessionId, 25, instructor, bob)
    expect(await present(live, instructor, sessionId)).toEqual([ada, bob, instructor].map(({ id }) => id).sort())
    await pass(live, sessionId, 15, instructor, bob)
    await expect.poll(() => present(live, instructor, sessionId)).toEqual([bob, instructor].map(({ id }) => id).sort())
    expect(await departures(live, sessionId)).toEqual([{ user: ada.id }])
    const [stay] = await live.database.query<{ left_at: Date }>(
      'select left_at from presence where left_at is not null',
    )
    expect(Math.abs((stay?.left_at.getTime() ?? 0) - gone)).toBeLessThan(5 * SECOND)
  })

  test('keeps the place over a broken connection', async () => {
    await using room = await start(1)
    const { live, sessionId, instructor, ada, bob } = room
    await join(live, ada, sessionId)
    const [first, second, other] = [live.connectStreams(), live.connectStreams(), live.connectStreams()]
    await watch(other, instructor, sessionId)
    await watch(first, ada, sessionId)
    await pass(live, sessionId, 5, ada, instructor)
    first.cut()
    await pass(live, sessionId, 20, instructor)
    await watch(second, ada, sessionId)
    await pass(live, sessionId, 60, ada, instructor)
    expect((await refusal(live, bob, 'joinLiveSession', { sessionId }, JOIN)).code).toBe('SESSION_FULL')
    expect(await departures(live, sessionId)).toEqual([])
    second.cut()
    await pass(live, sessionId, 40, instructor)
    await expect
      .poll(async () => (await refusal(live, bob, 'joinLiveSession', { sessionId }, JOIN)).code)
      .toBeUndefined()
    expect(await departures(live, sessionId)).toEqual([{ user: ada.id }])
  })

  test('who joins later or again with the stream open is kept by it as well, device by device', async () => {
    await using room = await start()
    const { live, sessionId, instructor, ada } = room
    const phone = elsewhere(ada)
    const [here, there] = [live.connectStreams(), live.connectStreams()]
    for (const viewer of [instructor, ada]) await watch(here, viewer, sessionId)
    await watch(there, phone, sessionId, { admission: true })
    for (const viewer of [ada, phone]) await join(live, viewer, sessionId)
    await mutate(live, phone, 'leaveLiveSession', { sessionId })
    await join(live, phone, sessionId)
    const open = () =>
      live.database.query<{ device_id: string }>('select device_id from presence where left_at is null and streamed')
    await expect.poll(async () => (await open()).length).toBe(2)
    there.cut()
    await pass(live, sessionId, 40, instructor, ada)
    await expect.poll(open).toEqual([{ device_id: ada.sessionId }])
    expect(await departures(live, sessionId)).toEqual([])
  })

  test('and who has none stays until leaving, as ever', async () => {
    await using room = await start()
    const { live, sessionId, instructor, ada } = room
    await watch(live.connectStreams(), instructor, sessionId)
    await join(live, ada, sessionId)
    await pass(live, sessionId, 90, instructor)
    expect(await present(live, instructor, sessionId)).toEqual([ada.id])
  })

  test('is ended once by two processes, and is kept by either', async () => {
    await using room = await start()
    const { live, taught, sessionId, instructor, ada } = room
    const replica = await live.startReplica()
    const many = await learners(live, taught, 8)
    const [here, there, elsewhere] = [live.connectStreams(), live.connectStreams(replica), live.connectStreams(replica)]
    for (const viewer of [ada, ...many]) await join(live, viewer, sessionId)
    await watch(here, instructor, sessionId)
    await watch(there, ada, sessionId)
    for (const viewer of many) await watch(elsewhere, viewer, sessionId, { admission: true })
    await pass(live, sessionId, 5, instructor, ada, ...many)
    elsewhere.cut()
    await pass(live, sessionId, 45, instructor, ada)
    await expect.poll(async () => (await departures(live, sessionId)).length).toBe(8)
    expect((await departures(live, sessionId)).map(({ user }) => user).sort()).toEqual(many.map(({ id }) => id).sort())
    expect(await present(live, instructor, sessionId)).toEqual([ada.id])
    await replica.stop()
  })
})

const server = await startRestartableRedis()
afterAll(() => server?.[Symbol.asyncDispose]())

describe.runIf(server)('when Redis is away', () => {
  /** Two people who watch at a second process, while somebody keeps the first one busy; all on the Redis. */
  async function startOnRedis() {
    const redis = connectRedis(server?.url ?? '', createLogger({ level: 'silent' }))
    await waitUntilReady(redis)
    await redis.flushall()
    const { live, ...room } = await start(10, redis)
    const replica = await live.startReplica()
    for (const viewer of [room.ada, room.bob]) await join(live, viewer, room.sessionId)
    await watch(live.connectStreams(), room.instructor, room.sessionId)
    const there = live.connectStreams(replica)
    for (const viewer of [room.ada, room.bob]) await watch(there, viewer, room.sessionId, { admission: true })
    await pass(live, room.sessionId, 35, room.instructor, room.ada, room.bob)
    return {
      ...{ ...room, live, replica },
      async [Symbol.asyncDispose]() {
        await live[Symbol.asyncDispose]()
        redis.disconnect()
      },
    }
  }

  test.each([
    ['has forgotten everything', () => server?.kill(), () => server?.restart()],
    ['has what it held', () => server?.freeze(), () => server?.thaw()],
  ])('and %s when it is back, nobody is thrown out, and who is gone is found out', async (_what, lose, bringBack) => {
    await using room = await startOnRedis()
    const { live, sessionId, instructor, ada, bob, replica } = room
    lose()
    await expect.poll(async () => (await fetch(`${live.url}/health/redis`)).status).toBe(503)
    // So it can tell nobody any more that its streams end.
    await replica.stop()
    live.clock.advance(600 * SECOND)
    await bringBack()
    await expect.poll(() => seenAt(live, sessionId, bob).catch(() => 0)).toBeGreaterThan(0)
    await pass(live, sessionId, 10, instructor)
    expect(await present(live, instructor, sessionId)).toEqual([ada, bob].map(({ id }) => id).sort())
    await watch(live.connectStreams(), bob, sessionId, { admission: true })
    await pass(live, sessionId, 45, instructor, bob)
    await expect.poll(() => present(live, instructor, sessionId)).toEqual([bob.id])
    expect(await departures(live, sessionId)).toEqual([{ user: ada.id }])
  })
})
