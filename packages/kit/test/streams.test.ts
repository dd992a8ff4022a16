import { readFileSync } from 'node:fs'
import { createInternalTokenSigner } from '@lms/kit/internal-token'
import { createKeyPair } from '@lms/kit/key-pair'
import { createLogger } from '@lms/kit/log'
import { createMetrics } from '@lms/kit/metrics'
import { createSubgraphSchema } from '@lms/kit/schema'
import { type StreamItem, streamOf, subscriptionOf } from '@lms/kit/streams/stream'
import { type RequestContext, startSubgraph } from '@lms/kit/subgraph'
import { anonymous, audience, type Viewer } from '@lms/kit/viewer'
import { createTestClock } from '@lms/testkit/clock'
import { connectStreams } from '@lms/testkit/streams'
import { createViewer } from '@lms/testkit/viewers'
import { GraphQLError } from 'graphql'
import { allow } from 'graphql-shield'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { DomainError } from '../src/errors.ts'

const shared = readFileSync(new URL('../schema/shared.graphql', import.meta.url), 'utf8')
const typeDefs = `${shared}
  type Query { hello: String }
  type Tick { number: Int! context: Int! viewer: String! broken: String secret: String @policy(policies: [["staff"]]) }
  type Subscription {
    ticks(to: Int!, after: String): Tick! @authenticated
    open: Tick!
    undecided: Tick!
  }`

interface Context extends RequestContext {
  /** Which one it is of those made. */
  context: number
}

const waiting = new Set<AbortSignal>()

async function* ticks(ctx: Context, { to, after }: { to: number; after?: string }): AsyncGenerator<StreamItem<object>> {
  const { signal, takesAdmission, ...subscription } = subscriptionOf(ctx)
  const from = Number(subscription.after ?? after ?? 0)
  if (Number.isNaN(from)) throw new DomainError('BAD_USER_INPUT', 'No such cursor.')
  yield { kind: takesAdmission ? 'ADMITTED' : 'BEGUN', cursor: String(from) }
  for (let number = from + 1; number <= to && !takesAdmission; number++)
    yield { kind: 'EVENT', event: { number }, cursor: String(number) }
  if (to >= 0) return
  waiting.add(signal)
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
  waiting.delete(signal)
}

const resolvers = {
  Query: { hello: () => 'hello' },
  Tick: {
    context: (_tick: object, _args: object, { context }: Context) => context,
    viewer: (_tick: object, _args: object, { viewer }: Context) => viewer.kind,
    broken: () => {
      throw new Error('password=hunter2')
    },
    secret: () => 'secret',
  },
  Subscription: {
    ticks: {
      subscribe: (_root: null, args: { to: number }, ctx: Context) => streamOf('ticks', ticks(ctx, args)),
    },
    open: {
      subscribe: async function* () {
        yield { open: { number: 1 } }
        throw new GraphQLError('password=hunter2')
      },
    },
    undecided: {
      subscribe: async function* () {
        yield { undecided: { number: 1 } }
      },
    },
  },
}

async function start() {
  const { privateKey, publicKey } = createKeyPair()
  const clock = createTestClock()
  const metrics = createMetrics('test-service', { processMetrics: false })
  let contexts = 0
  const service = await startSubgraph<Context>({
    service: 'test-service',
    config: { SERVICE_PUBLIC_KEY: [publicKey], HOST: '127.0.0.1', port: 0, DRAIN_MS: 0 } as never,
    clock,
    log: createLogger({ level: 'silent' }),
    metrics,
    schema: createSubgraphSchema({ typeDefs, resolvers, permissions: { Subscription: { open: allow } } }),
    createContext: (request) => ({ ...request, context: ++contexts }),
    checks: {},
    close: async () => {},
  })
  const signer = createInternalTokenSigner([privateKey], clock)
  const sign = (viewer: Viewer, query: string, variables: object) =>
    signer.sign({ viewer, requestId: 'r' }, 'test-service', JSON.stringify({ query, variables }))
  const streams = connectStreams(service, signer)
  const metric = async (name: string) => (await metrics.registry.getSingleMetric(name)?.get())?.values ?? []
  return { service, streams, sign, metric, [Symbol.asyncDispose]: () => service.stop() }
}

const TICKS = 'subscription ($to: Int!, $after: String) { ticks(to: $to, after: $after) { number } }'
const numbers = (events: readonly { data: { ticks: { number: number } } }[]) =>
  events.map(({ data }) => data.ticks.number)

describe('a stream', () => {
  test('says where it begins, then sends each event with its cursor, and completes', async () => {
    await using running = await start()
    const stream = await running.streams.subscribe(createViewer(), TICKS, { to: 2 })
    await expect.poll(() => stream.end).toBe('complete')
    expect(stream.received).toEqual([
      { data: null, extensions: { cursor: '0' } },
      { data: { ticks: { number: 1 } }, extensions: { cursor: '1' } },
      { data: { ticks: { number: 2 } }, extensions: { cursor: '2' } },
    ])
    expect(await running.metric('lms_stream_events_total')).toMatchObject([{ labels: { field: 'ticks' }, value: 2 }])
    expect(await running.metric('lms_streams_ended_total')).toMatchObject([{ labels: { code: 'COMPLETE' }, value: 1 }])
  })

  test('resumes behind the cursor of the field, or rather that of the router', async () => {
    await using running = await start()
    const own = await running.streams.subscribe(createViewer(), TICKS, { to: 5, after: '3' })
    const resumed = await running.streams.subscribe(createViewer(), TICKS, { to: 5, after: '1' }, { after: '4' })
    await expect.poll(() => [own.end, resumed.end]).toEqual(['complete', 'complete'])
    expect([numbers(own.events), numbers(resumed.events)]).toEqual([[4, 5], [5]])
  })

  test('makes a context for each event and shows errors as over HTTP', async () => {
    await using running = await start()
    const query = 'subscription { ticks(to: 2) { context viewer broken secret } }'
    const stream = await running.streams.subscribe(audience, query)
    await expect.poll(() => stream.end).toBe('complete')
    const [first, second] = stream.events
    expect(first?.data.ticks).toMatchObject({ viewer: 'audience', broken: null, secret: null })
    expect(second?.data.ticks.context).toBe(first?.data.ticks.context + 1)
    expect(first?.errors).toEqual([
      { message: 'Internal server error', path: ['ticks', 'broken'], extensions: { code: 'INTERNAL_SERVER_ERROR' } },
      { message: expect.any(String), path: ['ticks', 'secret'], extensions: { code: 'FORBIDDEN' } },
    ])
  })

  test('gives an admission only to whom it was offered', async () => {
    await using running = await start()
    const admitted = await running.streams.subscribe(createViewer(), TICKS, { to: -1 }, { admission: true })
    await expect.poll(() => admitted.received).toEqual([{ data: null, extensions: { admitted: true, cursor: '0' } }])
    const plain = await running.streams.subscribe(createViewer(), TICKS, { to: -1 })
    await expect.poll(() => plain.received).toEqual([{ data: null, extensions: { cursor: '0' } }])
    const open = async () =>
      Object.fromEntries((await running.metric('lms_streams_open')).map(({ labels, value }) => [labels.kind, value]))
    await expect.poll(open).toEqual({ admission: 1, events: 1 })
    admitted.stop()
    plain.stop()
    await expect.poll(open).toEqual({ admission: 0, events: 0 })
  })

  test('that waits for news is ended by its subscriber, and by the end of the connection', async () => {
    await using running = await start()
    waiting.clear()
    const [stopped] = await Promise.all(
      [1, 2, 3].map(() => running.streams.subscribe(createViewer(), TICKS, { to: -1 })),
    )
    await expect.poll(() => waiting.size).toBe(3)
    stopped?.stop()
    await expect.poll(() => waiting.size).toBe(2)
    running.streams.cut()
    await expect.poll(() => waiting.size).toBe(0)
    expect(await running.metric('lms_streams_open')).toMatchObject([{ value: 0 }])
  })

  test('ends with a code, and nothing internal is told', async () => {
    await using running = await start()
    const bad = await running.streams.subscribe(createViewer(), TICKS, { to: 1 }, { after: 'x' })
    const masked = await running.streams.subscribe(createViewer(), 'subscription { open { number } }')
    await expect.poll(() => bad.end).toEqual({ code: 'BAD_USER_INPUT' })
    await expect.poll(() => masked.end).toEqual({ code: 'INTERNAL_SERVER_ERROR' })
    expect(masked.received).toEqual([{ data: { open: { number: 1 } } }])
  })

  test('is cut retriably when the service stops', async () => {
    const running = await start()
    const stream = await running.streams.subscribe(createViewer(), TICKS, { to: -1 })
    await expect.poll(() => stream.received.length).toBe(1)
    await running.service.stop()
    await expect.poll(() => stream.end).toEqual({ closed: 1001 })
  })
})

describe('a subscription is refused', () => {
  test.each<[string, Viewer, string, object, string]>([
    ['of nobody', anonymous, TICKS, { to: 1 }, 'UNAUTHENTICATED'],
    ['that nobody decided upon', createViewer('ADMIN'), 'subscription { undecided { number } }', {}, 'FORBIDDEN'],
    ['that is a query', createViewer(), '{ hello }', {}, 'BAD_REQUEST'],
    ['that is a mutation', createViewer(), 'mutation { a }', {}, 'BAD_REQUEST'],
    [
      'that is several',
      createViewer(),
      'subscription A { open { number } } subscription B { open { number } }',
      {},
      'BAD_REQUEST',
    ],
    ['that is none', createViewer(), 'subscription {', {}, 'GRAPHQL_PARSE_FAILED'],
    ['with a foreign field', createViewer(), 'subscription { open { nothing } }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    ['with a variable that does not fit', createViewer(), TICKS, { to: 'x' }, 'BAD_USER_INPUT'],
  ])('%s', async (_what, viewer, query, variables, code) => {
    await using running = await start()
    const stream = await running.streams.subscribe(viewer, query, { ...variables })
    await expect.poll(() => stream.end).toEqual({ code })
    expect(stream.events).toEqual([])
  })

  test('without a token that was made for it, before anything of it is looked at', async () => {
    await using running = await start()
    const viewer = createViewer()
    const used = await running.sign(viewer, TICKS, { to: 1 })
    const once = await running.streams.subscribe(viewer, TICKS, { to: 1 }, { internalToken: used })
    await expect.poll(() => once.end).toBe('complete')
    const tokens = ['', 'junk', used, await running.sign(viewer, TICKS, { to: 2 }), await running.sign(viewer, '{', {})]
    for (const internalToken of tokens) {
      for (const query of [TICKS, 'not GraphQL']) {
        const stream = await running.streams.subscribe(viewer, query, { to: 1 }, { internalToken })
        await expect.poll(() => stream.end).toEqual({ code: 'UNAUTHENTICATED' })
      }
    }
  })

  test('on another path, or by another protocol', async () => {
    await using running = await start()
    const closed = (url: string, protocols: string[]) =>
      new Promise((resolve) => {
        const socket = new WebSocket(url, protocols)
        socket.on('error', () => {})
        socket.on('unexpected-response', (_request, { statusCode }) => resolve(statusCode))
        socket.on('close', resolve)
      })
    const url = running.service.url.replace('http', 'ws')
    expect(await closed(`${url}/metrics`, ['graphql-transport-ws'])).toBe(404)
    expect(await closed(`${url}/graphql`, [])).toBe(4406)
  })
})
