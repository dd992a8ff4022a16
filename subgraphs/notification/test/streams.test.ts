import { newId } from '@lms/kit/ids'
import { createLogger } from '@lms/kit/log'
import { connectRedis } from '@lms/kit/redis'
import { audience, type SignedInViewer, type Viewer } from '@lms/kit/viewer'
import { countStatements } from '@lms/testkit/count-statements'
import { startRestartableRedis } from '@lms/testkit/restartable-redis'
import { setUp } from '@lms/testkit/set-up'
import type { StreamOptions, TestStream, TestStreams } from '@lms/testkit/streams'
import type { TestSubgraph } from '@lms/testkit/subgraph'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { courseKnown, enrolled, graded, registered, sessionTold, stranger } from './facts.ts'
import { mark, readInbox, unreadCount } from './inbox.ts'
import { startTestNotification } from './start-notification.ts'

const subgraph = setUp(startTestNotification)

const RECEIVED = `subscription ($after: String) {
  notificationReceived(after: $after) { id category title body createdAt readAt whyNotified subject { __typename id } }
}`
const CHANGED = 'subscription ($after: String) { inboxChanged(after: $after) { id unreadNotificationCount } }'

type Options = StreamOptions & { after?: string | null; cursor?: string | null }

async function open(streams: TestStreams, query: string, viewer: Viewer | null, options: Options = {}) {
  const { after = null, cursor = null, ...others } = options
  const stream = await streams.subscribe(viewer, query, { after }, { ...others, after: cursor })
  await expect.poll(() => stream.received.length > 0 || stream.end !== null).toBe(true)
  return stream
}
const receive = (streams: TestStreams, viewer: Viewer | null, options?: Options) =>
  open(streams, RECEIVED, viewer, options)
const watch = (streams: TestStreams, viewer: Viewer | null, options?: Options) =>
  open(streams, CHANGED, viewer, options)

const received = (stream: TestStream) => stream.events.map(({ data }) => data.notificationReceived)
const ids = (stream: TestStream): string[] => received(stream).map(({ id }) => id)
const counts = (stream: TestStream): number[] =>
  stream.events.map(({ data }) => data.inboxChanged.unreadNotificationCount)

function connect(to: TestSubgraph = subgraph): TestStreams {
  const streams = to.connectStreams()
  onTestFinished(() => streams.close())
  return streams
}

describe('notificationReceived', () => {
  test('brings what a person is told, as the list has it, to all of their devices and to nobody else', async () => {
    const [ada, bob] = [await registered(subgraph), stranger()]
    const phone = { ...ada, sessionId: newId('session') }
    await graded(subgraph, ada.id)
    const streams = connect()
    const [laptop, mobile, other] = [
      await receive(streams, ada, { admission: true }),
      await receive(streams, phone),
      await receive(streams, bob),
    ]
    expect(laptop.received).toEqual([{ data: null, extensions: { cursor: '2' } }])
    await graded(subgraph, ada.id)
    await graded(subgraph, bob.id)
    await graded(subgraph, ada.id, 'ASSIGNMENT')
    const [second, first] = await readInbox(subgraph, ada)
    for (const stream of [laptop, mobile]) await expect.poll(() => received(stream)).toEqual([first, second])
    await expect.poll(() => ids(other)).toEqual((await readInbox(subgraph, bob)).map(({ id }) => id))
  })

  test('resumes behind a notification or a cursor, without a gap or a repetition', async () => {
    const ada = stranger()
    const streams = connect()
    const first = await receive(streams, ada)
    for (let index = 0; index < 3; index++) await graded(subgraph, ada.id)
    await expect.poll(() => first.events.length).toBe(3)
    streams.cut()
    await expect.poll(() => first.end).not.toBeNull()
    for (let index = 0; index < 120; index++) await graded(subgraph, ada.id)
    const told = (await readInbox(subgraph, ada)).map(({ id }) => id)
    const again = connect()
    const resumed = await receive(again, ada, { cursor: first.cursor })
    const byId = await receive(again, ada, { after: ids(first)[1] ?? null })
    const won = await receive(again, ada, { after: ids(first)[0] ?? null, cursor: first.cursor })
    for (const [stream, count] of [
      [resumed, 120],
      [byId, 121],
      [won, 120],
    ] as const) {
      await expect.poll(() => stream.events.length).toBe(count)
      expect(ids(stream).slice(-50).reverse()).toEqual(told)
      expect(new Set(ids(stream)).size).toBe(count)
    }
  })

  test('loses and repeats nothing where transactions that began earlier are committed later', async () => {
    await using slow = await startTestNotification()
    // Every commit takes its time, each another.
    await slow.database.query(`create function tarry() returns trigger language plpgsql as
      $$ begin perform pg_sleep(random() * 0.03); return null; end $$`)
    await slow.database.query(`create constraint trigger tarry after insert on delivery deferrable initially deferred
      for each row execute function tarry()`)
    const { courseId } = await courseKnown(slow)
    const people = [stranger(), stranger(), stranger()]
    for (const { id } of people) await enrolled(slow, courseId, id)
    const streams = connect(slow)
    const open = await Promise.all(people.map((person) => receive(streams, person, { cursor: '0' })))
    await Promise.all(
      Array.from({ length: 12 }, (_, index) => [
        graded(slow, people[index % 3]?.id ?? ''),
        graded(slow, people[(index + 1) % 3]?.id ?? ''),
        index % 4 === 0 ? sessionTold(slow, courseId) : undefined,
      ]).flat(),
    )
    for (const [index, person] of people.entries()) {
      const stream = open[index] as TestStream
      await expect.poll(() => stream.events.length).toBe(12)
      expect(ids(stream).sort()).toEqual((await readInbox(slow, person)).map(({ id }) => id).sort())
      const places = stream.events.map(({ extensions }) => Number(extensions?.cursor))
      expect(places).toEqual(places.toSorted((a, b) => a - b))
    }
  })

  test('is for the signed-in person, and takes no cursor of others', async () => {
    const [ada, bob] = [stranger(), stranger()]
    await graded(subgraph, bob.id)
    const [foreign] = await readInbox(subgraph, bob)
    const streams = connect()
    const partner: Viewer = { kind: 'partner', id: newId('partner'), keyId: 'key', scopes: [] }
    for (const viewer of [null, audience, partner]) {
      expect((await receive(streams, viewer)).end).toEqual({ code: 'UNAUTHENTICATED' })
      expect((await watch(streams, viewer)).end).toEqual({ code: 'UNAUTHENTICATED' })
    }
    for (const after of ['x', '', '7', '-1', '1e3', foreign?.id ?? '', newId('notification'), '9999999999'])
      expect((await receive(streams, ada, { after })).end).toEqual({ code: 'BAD_USER_INPUT' })
  })
})

describe('inboxChanged', () => {
  test('tells all devices of a person how much is unread, whichever of them reads', async () => {
    const ada = stranger()
    const [here, there] = [connect(), connect()]
    const devices = [await watch(here, ada), await watch(there, ada), await receive(there, ada)]
    const [laptop, phone, news] = devices as [TestStream, TestStream, TestStream]
    const both = async (count: number) => {
      for (const device of [laptop, phone]) await expect.poll(() => counts(device).at(-1)).toBe(count)
      expect(await unreadCount(subgraph, ada)).toBe(count)
    }
    await graded(subgraph, ada.id)
    await both(1)
    await graded(subgraph, ada.id)
    await both(2)
    const [newest, oldest] = await readInbox(subgraph, ada)
    await mark(subgraph, ada, { ids: [oldest?.id] })
    await both(1)
    await mark(subgraph, ada, { upTo: newest?.id })
    await both(0)
    const told = counts(laptop).length
    await mark(subgraph, ada, { upTo: newest?.id })
    await graded(subgraph, ada.id)
    await both(1)
    expect(counts(laptop)).toHaveLength(told + 1)
    expect(news.events).toHaveLength(3)
  })

  test('tells after a break whether something changed, once', async () => {
    const ada = stranger()
    const first = await watch(connect(), ada)
    await graded(subgraph, ada.id)
    await expect.poll(() => counts(first)).toEqual([1])
    const quiet = await watch(connect(), ada, { cursor: first.cursor })
    for (let index = 0; index < 3; index++) await graded(subgraph, ada.id)
    await expect.poll(() => counts(quiet).at(-1)).toBe(4)
    const [newest] = await readInbox(subgraph, ada)
    await mark(subgraph, ada, { upTo: newest?.id })
    const late = await watch(connect(), ada, { cursor: first.cursor })
    await expect.poll(() => counts(late)).toEqual([0])
  })
})

describe('two processes', () => {
  test('both tell, and one that ends is taken over from', async () => {
    await using alone = await startTestNotification()
    const replica = await alone.startReplica()
    const there = alone.connectStreams(replica)
    const ada = stranger()
    const [mine, theirs, changes] = [
      await receive(connect(alone), ada),
      await receive(there, ada),
      await watch(there, ada),
    ]
    for (let index = 0; index < 3; index++) await graded(alone, ada.id)
    for (const stream of [mine, theirs]) await expect.poll(() => stream.events.length).toBe(3)
    await expect.poll(() => counts(changes).at(-1)).toBe(3)
    await replica.stop()
    await expect.poll(() => theirs.end).toEqual({ closed: 1001 })
    await graded(alone, ada.id)
    const resumed = await receive(connect(alone), ada, { cursor: theirs.cursor })
    await expect.poll(() => [...ids(theirs), ...ids(resumed)].length).toBe(4)
    await expect.poll(() => ids(mine)).toEqual([...ids(theirs), ...ids(resumed)])
  })

  test('look together where many watch', async () => {
    // Jobs would send statements of their own all the time.
    await using alone = await startTestNotification(undefined, { NOTIFICATION_POLL_MS: '60000' })
    const streams = connect(alone)
    const people: SignedInViewer[] = Array.from({ length: 20 }, stranger)
    const open = [await receive(streams, people[0] as SignedInViewer)]
    const tell = async () => {
      const before = open[0]?.events.length ?? 0
      await graded(alone, people[0]?.id ?? '')
      await expect.poll(() => open[0]?.events.length).toBe(before + 1)
    }
    const withOne = await countStatements(alone, tell)
    for (const person of people.slice(1)) open.push(await receive(streams, person))
    expect(await countStatements(alone, tell)).toBe(withOne)
  })
})

const server = await startRestartableRedis()
afterAll(() => server?.[Symbol.asyncDispose]())

describe.runIf(server)('when Redis is killed', () => {
  test('nothing is lost or repeated', async () => {
    const { url = '', kill, restart } = server ?? {}
    const redis = connectRedis(url, createLogger({ level: 'silent' }))
    await using alone = await startTestNotification(undefined, {}, redis)
    const replica = await alone.startReplica()
    const ada = stranger()
    const there = alone.connectStreams(replica)
    const [stream, changes] = [await receive(there, ada), await watch(there, ada)]
    const tell = async (count: number) => {
      await graded(alone, ada.id)
      await expect.poll(() => stream.events.length).toBe(count)
      await expect.poll(() => counts(changes).at(-1)).toBe(count)
    }
    await tell(1)
    kill?.()
    await expect.poll(async () => (await fetch(`${alone.url}/health/redis`)).status).toBe(503)
    await tell(2)
    await restart?.()
    await tell(3)
    await expect.poll(async () => (await fetch(`${alone.url}/health/redis`)).status).toBe(200)
    await tell(4)
    expect(new Set(ids(stream)).size).toBe(4)
    await replica.stop()
    redis.disconnect()
  })
})
