import { createLogger } from '@lms/kit/log'
import { connectRedis } from '@lms/kit/redis'
import { audience } from '@lms/kit/viewer'
import { startRestartableRedis } from '@lms/testkit/restartable-redis'
import type { TestStream } from '@lms/testkit/streams'
import type { TestSubgraph } from '@lms/testkit/subgraph'
import { afterAll, describe, expect, test } from 'vitest'
import { enroll, join, liveClass, mutate, say } from './classroom.ts'
import { startTestLiveSession } from './start-live-session.ts'
import { said, told, watch } from './watching.ts'

const ids = (stream: TestStream): string[] => stream.events.map((event) => told(event).id)
const upTo = (sessionId: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${sessionId}-${index + 1}`)

/** Two processes of the service, a connection to each, and a session with a learner in it. */
async function startTwo(subgraph: TestSubgraph) {
  const replica = await subgraph.startReplica()
  const [here, there] = [subgraph.connectStreams(), subgraph.connectStreams(replica)]
  const { taught, sessionId, instructor } = await liveClass(subgraph, { capacity: 100 })
  const { learner, end } = await enroll(subgraph, taught)
  await join(subgraph, learner, sessionId)
  return { replica, here, there, sessionId, instructor, learner, end }
}

describe('two processes', () => {
  test('show the same room in the same order, whatever happens at once', async () => {
    await using live = await startTestLiveSession()
    const { replica, here, there, sessionId, instructor, learner } = await startTwo(live)
    const streams = [
      await watch(here, audience, sessionId),
      await watch(there, audience, sessionId),
      await watch(there, instructor, sessionId),
    ]
    await Promise.all(Array.from({ length: 40 }, (_, index) => say(live, learner, sessionId, String(index))))
    for (const stream of streams) {
      await expect.poll(() => stream.events.length).toBe(40)
      expect(ids(stream)).toEqual(upTo(sessionId, 42).slice(2))
      expect(said(stream)).toEqual(said(streams[0] as TestStream))
    }
    await mutate(live, instructor, 'endLiveSession', { sessionId })
    for (const stream of streams) await expect.poll(() => stream.end).toBe('complete')
    await replica.stop()
  })

  test('shut the same people out', async () => {
    await using live = await startTestLiveSession()
    const { replica, there, sessionId, learner, instructor, end } = await startTwo(live)
    const admitted = await watch(there, learner, sessionId, { admission: true })
    await end()
    await expect.poll(() => admitted.end).toEqual({ code: 'ENROLLMENT_ENDED' })
    const everybody = await watch(there, audience, sessionId)
    await mutate(live, instructor, 'endLiveSession', { sessionId })
    await expect.poll(() => everybody.end).toBe('complete')
    await replica.stop()
  })

  test('one that ends is taken over from by cursor, without a gap', async () => {
    await using live = await startTestLiveSession()
    const { replica, here, there, sessionId, learner } = await startTwo(live)
    const before = await watch(there, audience, sessionId, { after: `${sessionId}-0` })
    await Promise.all(Array.from({ length: 10 }, (_, index) => say(live, learner, sessionId, String(index))))
    const posting = Promise.all(
      Array.from({ length: 10 }, (_, index) => say(live, learner, sessionId, `more ${index}`)),
    )
    await replica.stop()
    await expect.poll(() => before.end).toEqual({ closed: 1001 })
    const after = await here.subscribe(audience, EVENTS_OF, { sessionId }, { after: before.cursor ?? '' })
    await posting
    await expect.poll(() => after.cursor).toBe(`${sessionId}-22`)
    expect([...ids(before), ...ids(after)]).toEqual(upTo(sessionId, 22))
  })
})

const EVENTS_OF = 'subscription ($sessionId: ID!) { liveSessionEvents(sessionId: $sessionId) { id } }'

const server = await startRestartableRedis()
afterAll(() => server?.[Symbol.asyncDispose]())

describe.runIf(server)('when Redis is killed', () => {
  test('nothing is lost or repeated, in no process, and nobody is let in who is shut out meanwhile', async () => {
    const { url = '', kill, restart } = server ?? {}
    const redis = connectRedis(url, createLogger({ level: 'silent' }))
    await using live = await startTestLiveSession({}, redis)
    const { replica, here, there, sessionId, learner, instructor, end } = await startTwo(live)
    const streams = [await watch(here, audience, sessionId), await watch(there, audience, sessionId)]
    const admitted = await watch(there, learner, sessionId, { admission: true })
    expect((await fetch(`${live.url}/health/redis`)).status).toBe(200)
    const told = async (body: string) => {
      await say(live, learner, sessionId, body)
      for (const stream of streams) await expect.poll(() => said(stream).at(-1)).toBe(body)
    }
    await told('before')
    kill?.()
    await expect.poll(async () => (await fetch(`${live.url}/health/redis`)).status).toBe(503)
    await told('without')
    expect((await watch(there, audience, sessionId)).end).toBeNull()
    await restart?.()
    await told('after')
    await expect.poll(async () => (await fetch(`${live.url}/health/redis`)).status).toBe(200)
    await told('later')
    kill?.()
    await end()
    await expect.poll(() => admitted.end).toEqual({ code: 'ENROLLMENT_ENDED' })
    await mutate(live, instructor, 'endLiveSession', { sessionId })
    for (const stream of streams) {
      await expect.poll(() => stream.end).toBe('complete')
      expect(said(stream)).toEqual(['before', 'without', 'after', 'later'])
      expect(new Set(ids(stream)).size).toBe(stream.events.length)
    }
    await restart?.()
    await replica.stop()
    redis.disconnect()
  })
})
