import { ApolloClient, ApolloLink, gql, InMemoryCache } from '@apollo/client'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { onceKnown } from '@lms/local/demo/once-known'
import { freePort } from '@lms/local/ports'
import { routerEnvironment, serviceEnvironment } from '@lms/local/stack-environment'
import { type Balancer, startBalancer } from '@lms/testkit/balancer'
import { startRestartableRedis } from '@lms/testkit/restartable-redis'
import { type ServiceProcess, startServiceProcess } from '@lms/testkit/service-process'
import { startTestStack, type TestStack } from '@lms/testkit/stack'
import { type Client, createClient } from 'graphql-ws'
import { tap } from 'rxjs'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { makeCourse } from '../journey/make-course.ts'
import { administrator, instructor, join, type Person } from '../journey/people.ts'
import { journeyTarget } from '../journey/target.ts'

/*
 * Two routers and two live session services as processes of their own, each pair behind one address, on a real Redis. All
 * of them are killed in turn, while clients that come back by themselves watch a class.
 */

const redis = await startRestartableRedis()
const running = new AsyncDisposableStack()
afterAll(async () => {
  await running.disposeAsync()
  await redis?.[Symbol.asyncDispose]()
})

let stack: TestStack
let rooms: Balancer
let api: Balancer
let replicas: ServiceProcess[]
let routers: ServiceProcess[]
let teacher: Person
let students: [Person, Person]
let sessionId: string

async function startLiveSession(): Promise<ServiceProcess> {
  const port = await freePort()
  const own = { port, databaseUrl: stack.databases.get('live-session') ?? '', logLevel: 'error' }
  // What other services tell comes to the one in the stack, which shares the database.
  const places = { ...stack.places, kafkaBrokers: '127.0.0.1:1' }
  const environment = serviceEnvironment('live-session', own, places, stack.secrets)
  return keep(await startServiceProcess('subgraphs/live-session', port, environment))
}

async function startRouter(): Promise<ServiceProcess> {
  const port = await freePort()
  const ports = new Map([
    ...stack.services.map(({ service, url }) => [service.replace(/-service$/, ''), Number(new URL(url).port)] as const),
    ...Object.entries({ 'live-session': rooms.port, router: port }),
  ])
  const environment = routerEnvironment(ports, stack.places, stack.secrets, 'error')
  return keep(await startServiceProcess('router', port, { ...environment, SOCKET_DRAIN_MS: '500' }))
}

function keep(process: ServiceProcess): ServiceProcess {
  running.defer(async () => process.kill('SIGKILL'))
  return process
}

async function setUp(redisUrl: string): Promise<void> {
  stack = running.use(await startTestStack({ environment: { REDIS_URL: redisUrl } }))
  const target = journeyTarget(stack, { DATABASE_URL: stack.database('user').url, DB_SSL_MODE: 'disable' })
  teacher = await instructor(target, await administrator(target), 'Grace')
  students = [await join(target, 'Ada'), await join(target, 'Bob')]
  const course = await makeCourse(teacher, 'Live', { minorUnits: 0, currency: 'EUR' })
  const { courseId } = course
  for (const student of students) await onceKnown(() => student.mutate('enroll', { courseId }, 'enrollment { id }'))
  sessionId = course.sessionId
  await teacher.mutate('startLiveSession', { sessionId }, 'session { id }')
  replicas = await Promise.all([startLiveSession(), startLiveSession()])
  rooms = running.use(await startBalancer(replicas.map(({ url }) => url)))
  routers = await Promise.all([startRouter(), startRouter()])
  api = running.use(await startBalancer(routers.map(({ url }) => url)))
}

const EVENTS = `subscription ($id: ID!, $after: String) { liveSessionEvents(sessionId: $id, after: $after) {
  id ... on MessagePosted { message { body author { id displayName } } }
} }`

/** What came of a subscription, over however many sockets. */
interface Watched {
  readonly ids: string[]
  /** Names of who said something. */
  readonly authors: Set<string>
  /** Codes of what ended it; `complete`. */
  readonly ends: string[]
  /** Codes of closed sockets. */
  readonly closes: number[]
  isConnected: boolean
}

async function connect(person: Person): Promise<{ client: Client; watched: Watched }> {
  const input = { refreshToken: person.refreshToken }
  const { session } = await person.mutate('refreshSession', input, 'session { accessToken refreshToken }')
  Object.assign(person, { refreshToken: session.refreshToken })
  const watched: Watched = { ids: [], authors: new Set(), ends: [], closes: [], isConnected: false }
  const client = createClient({
    url: `${api.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { accessToken: session.accessToken },
    on: {
      connected() {
        watched.isConnected = true
      },
      closed(event) {
        watched.isConnected = false
        watched.closes.push((event as { code: number }).code)
      },
    },
  })
  onTestFinished(async () => void (await client.dispose()))
  return { client, watched }
}

interface Data {
  liveSessionEvents: { id: string; message?: { author: { displayName: string } } }
}

function take(watched: Watched, variables: Record<string, unknown>, data: Data | null | undefined): void {
  if (!data) return void watched.ends.push('an event without data')
  const { id, message } = data.liveSessionEvents
  watched.ids.push(id)
  if (message) watched.authors.add(message.author.displayName)
  variables.after = id
}

const codesOf = (errors: readonly { extensions?: { code?: unknown } }[]) =>
  errors.map(({ extensions }) => String(extensions?.code))

/** With graphql-ws's client, which subscribes again by itself with what the variables then are. */
async function watch(person: Person, after: string): Promise<Watched> {
  const { client, watched } = await connect(person)
  const variables = { id: sessionId, after }
  client.subscribe<Data>(
    { query: EVENTS, variables },
    {
      next: ({ data }) => take(watched, variables, data),
      error: (error) => watched.ends.push(...(Array.isArray(error) ? codesOf(error) : [String(error)])),
      complete: () => watched.ends.push('complete'),
    },
  )
  return watched
}

/** With Apollo Client, whose link passes on the variables of the operation as they are at each time. */
async function watchByApollo(person: Person, after: string): Promise<Watched> {
  const { client, watched } = await connect(person)
  const keepingUp = new ApolloLink((operation, forward) =>
    forward(operation).pipe(tap(({ data }) => take(watched, operation.variables, data as Data))),
  )
  const apollo = new ApolloClient({
    cache: new InMemoryCache({
      possibleTypes: { LiveSessionEvent: ['MessagePosted', 'ParticipantRemoved', 'SessionEnded'] },
    }),
    link: ApolloLink.from([keepingUp, new GraphQLWsLink(client)]),
  })
  apollo.subscribe({ query: gql(EVENTS), variables: { id: sessionId, after } }).subscribe({
    // Errors that end a subscription come as its last result.
    next: ({ error }) =>
      error && watched.ends.push(...codesOf((error as unknown as { errors: object[] }).errors ?? [])),
    error: (error) => watched.ends.push(String(error)),
    // Also after an error.
    complete: () => watched.ends.length === 0 && watched.ends.push('complete'),
  })
  return watched
}

const say = (body: string) => teacher.mutate('postMessage', { sessionId, body }, 'message { id }')
const cursor = async () => {
  const { liveSession } = await teacher.ask('query ($id: ID!) { liveSession(id: $id) { eventCursor } }', {
    id: sessionId,
  })
  return liveSession.eventCursor as string
}
const numberOf = (id: string) => Number(id.split('-').at(-1))

/** Everybody has all that was told since they began to watch, in its order and once, and nobody was told of an end. */
async function expectAllSeen(watching: readonly Watched[], start: string): Promise<void> {
  const [first, last] = [numberOf(start), numberOf(await cursor())]
  const all = Array.from({ length: last - first }, (_, index) => `${sessionId}-${first + index + 1}`)
  for (const { ids } of watching) await expect.poll(() => ids).toEqual(all)
  expect(watching.flatMap(({ ends }) => ends)).toEqual([])
}

describe.runIf(redis)('a class on two routers and two live session services', () => {
  beforeAll(() => setUp(redis?.url ?? ''), 120_000)

  test('misses nothing and gets nothing twice, whatever is killed under it', { timeout: 120_000 }, async () => {
    const [ada, bob] = students
    for (const person of [teacher, ada, bob]) await person.mutate('joinLiveSession', { sessionId }, 'session { id }')
    const start = await cursor()
    const [adas, bobs, own] = [
      [await watch(ada, start), await watchByApollo(ada, start)],
      [await watch(bob, start), await watchByApollo(bob, start)],
      [await watch(teacher, start)],
    ]
    const everybody = [...adas, ...bobs, ...own]
    const seen = () => expectAllSeen(everybody, start)
    await say('with everything there')
    await seen()

    for (const [place, replica] of replicas.entries()) {
      for (const body of ['before', 'the kill']) await say(body)
      replica.kill('SIGKILL')
      for (const body of ['after', 'it']) await say(body)
      await seen()
      // The first must be back before the other one goes.
      if (place === 0) rooms.takeIn((await startLiveSession()).url)
    }

    redis?.kill()
    await say('without Redis')
    await seen()
    await redis?.restart()
    await say('with an empty Redis')
    await seen()

    const [first] = routers as [ServiceProcess, ServiceProcess]
    api.takeOut(first.url)
    const stopped = first.stop()
    const told = () => everybody.filter(({ closes }) => closes.length > 0)
    for (let number = 0; number < 10; number += 1) await say(`while a router stops, ${number}`)
    await expect.poll(() => told().length).toBeGreaterThan(0)
    // From the first close, with half a second over which they are spread.
    await expect.poll(() => everybody.filter(({ isConnected }) => !isConnected).length, { timeout: 5_500 }).toBe(0)
    expect(await stopped).toBe(0)
    await say('on the other router')
    await seen()
    expect(new Set(everybody.flatMap(({ closes }) => closes))).toEqual(new Set([1001]))
    expect(everybody.map(({ authors }) => [...authors])).toEqual(everybody.map(() => ['Grace']))

    await teacher.mutate('removeParticipant', { sessionId, userId: bob.userId, ban: true }, 'participant { present }')
    await say('without Bob')
    await expect.poll(() => bobs.map(({ ends }) => ends)).toEqual(bobs.map(() => ['PARTICIPANT_BANNED']))
    const seenByBob = bobs.map(({ ids }) => ids.length)
    const seenByOthers = () => [...adas, ...own].map(({ ids }) => ids.length)
    await expect.poll(() => Math.min(...seenByOthers())).toBeGreaterThan(Math.max(...seenByBob))
    await expect.poll(() => new Set(seenByOthers()).size).toBe(1)
    await teacher.mutate('endLiveSession', { sessionId }, 'session { id }')
    await expect.poll(() => [...adas, ...own].map(({ ends }) => ends)).toEqual(Array(3).fill(['complete']))
    expect(bobs.map(({ ids }) => ids.length)).toEqual(seenByBob)
  })
})
