import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import type { EventDefinition, EventEnvelope, EventOf } from '@lms/contracts/event'
import type { Environment } from '@lms/kit/config'
import type { EventBus } from '@lms/kit/events/bus'
import { createMemoryBus } from '@lms/kit/events/memory-bus'
import { createInternalTokenSigner, INTERNAL_TOKEN_HEADER, type InternalTokenSigner } from '@lms/kit/internal-token'
import { createKeyPair } from '@lms/kit/key-pair'
import { createLogger, type Logger } from '@lms/kit/log'
import type { RedisClient } from '@lms/kit/redis'
import type { StartService } from '@lms/kit/service'
import type { RunningService } from '@lms/kit/subgraph'
import { anonymous, type Viewer } from '@lms/kit/viewer'
import { chooseRedis } from '@lms/local/redis'
import { createTestClock, type TestClock } from './clock.ts'
import { createDatabase, type TestDatabase } from './database.ts'
import { connectStreams, type TestStreams } from './streams.ts'
import { publishEvent, sealEvent, type TestEvent } from './test-event.ts'

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: tests read the fields that they selected
  data: any
  errors?: { message: string; path?: (string | number)[]; extensions: { code: string } }[]
}

/** A subgraph on its own database, driven as the router drives it. */
export interface TestSubgraph extends AsyncDisposable {
  readonly url: string
  readonly clock: TestClock
  readonly database: TestDatabase
  readonly bus: EventBus
  readonly redis: RedisClient
  /**
   * Sends an operation with a signed internal token; anonymous when the viewer is null. `client` is where from, by itself
   * somewhere else each time.
   */
  execute(viewer: Viewer | null, query: string, variables?: Record<string, unknown>, client?: string): Promise<Answer>
  /** Resolves references as the router does: `{ __typename, id }` each, with a selection such as `... on Order { id }`. */
  entities(
    viewer: Viewer | null,
    representations: { __typename: string; id: string }[],
    selection: string,
  ): Promise<Answer>
  /** Delivers another domain's event and waits until the service has handled it. */
  deliver<Definition extends EventDefinition>(
    definition: Definition,
    event: TestEvent<Definition>,
  ): Promise<EventEnvelope>
  /** Delivers an event once more, as transports may. */
  redeliver(envelope: EventEnvelope): Promise<void>
  /** Every event that the service appended, oldest first; of one type when given. */
  outbox<Definition extends EventDefinition>(definition?: Definition): Promise<EventOf<Definition>[]>
  /** What the service could not handle. */
  deadLetters(): string[]
  /** SQL statements that its Prisma client sent so far. */
  sqlStatements(): Promise<number>
  /** Starts a second process of the service on the same database; its bus carries nothing. Stop it before the test ends. */
  startReplica(): Promise<RunningService>
  /** Connects to the streams of the first process, or of another. */
  connectStreams(process?: RunningService): TestStreams
}

export interface TestSubgraphOptions {
  /** Variables beside those that every subgraph needs. */
  environment?: Environment
  /** In place of one in memory; who brings it ends it. */
  redis?: RedisClient
}

/** Starts one subgraph; `await using` ends it and drops its database. */
export async function startTestSubgraph(
  service: string,
  start: StartService,
  options: TestSubgraphOptions = {},
): Promise<TestSubgraph> {
  const database = await createDatabase(service)
  const { privateKey, publicKey } = createKeyPair()
  const clock = createTestClock()
  const log = createLogger({ service: 'test', level: process.env.TEST_LOG_LEVEL ?? 'silent' })
  const dead: string[] = []
  const createBus = () => createTestBus(service, dead, log)
  const bus = createBus()
  const inMemory = await chooseRedis({ dir: tmpdir(), programs: [] })
  const ownRedis = inMemory.createClient()
  const redis = options.redis ?? ownRedis
  const environment = { ...baseEnvironment(service, database.url, publicKey), ...options.environment }
  const startProcess = (ownBus: EventBus) => start(environment, { clock, bus: ownBus, redis, log, sharedProcess: true })
  const running = await startProcess(bus)
  const signer = createInternalTokenSigner([privateKey], clock)
  return {
    url: running.url,
    clock,
    database,
    bus,
    redis,
    ...callsTo(running, signer),
    ...eventsBetween(bus, database, clock),
    deadLetters: () => [...dead],
    sqlStatements: async () => (await running.metrics.sqlStatements.get()).values[0]?.value ?? 0,
    startReplica: () => startProcess(createBus()),
    connectStreams: (process = running) => connectStreams(process, signer),
    [Symbol.asyncDispose]: async () => {
      await bus.stop()
      await running.stop()
      ownRedis.disconnect()
      await inMemory.stop()
      await database[Symbol.asyncDispose]()
    },
  }
}

function createTestBus(service: string, dead: string[], log: Logger): EventBus {
  return createMemoryBus({
    groups: [`${service}-service`],
    keepDeadLetters: async (_topic, messages) => {
      dead.push(...messages.map(({ value }) => value))
    },
    log,
  })
}

function callsTo(running: RunningService, signer: InternalTokenSigner): Pick<TestSubgraph, 'execute' | 'entities'> {
  const execute: TestSubgraph['execute'] = async (viewer, query, variables = {}, client = randomUUID()) => {
    const body = JSON.stringify({ query, variables })
    const request = { viewer: viewer ?? anonymous, requestId: randomUUID(), client }
    const token = signer.sign(request, running.service, body)
    const response = await fetch(`${running.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [INTERNAL_TOKEN_HEADER]: token },
      body,
    })
    return (await response.json()) as Answer
  }
  return {
    execute,
    entities: (viewer, representations, selection) =>
      execute(
        viewer,
        `query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename ${selection} } }`,
        { representations },
      ),
  }
}

function eventsBetween(
  bus: EventBus,
  database: TestDatabase,
  clock: TestClock,
): Pick<TestSubgraph, 'deliver' | 'redeliver' | 'outbox'> {
  return {
    deliver: async (definition, event) => {
      const envelope = sealEvent(definition, event, clock)
      await publishEvent(bus, envelope)
      return envelope
    },
    redeliver: (envelope) => publishEvent(bus, envelope),
    outbox: async (definition) => {
      const rows = await database.query<{ envelope: never }>(
        'select envelope from kit.outbox where $1::text is null or type = $1 order by position',
        [definition?.type ?? null],
      )
      return rows.map(({ envelope }) => envelope)
    },
  }
}

function baseEnvironment(service: string, databaseUrl: string, publicKey: string): Environment {
  return {
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    [`${service.replaceAll('-', '_').toUpperCase()}_SERVICE_PORT`]: '0',
    DATABASE_URL: databaseUrl,
    DB_SSL_MODE: 'disable',
    DB_POOL_SIZE: '5',
    REDIS_URL: 'redis://unused.invalid',
    SERVICE_PUBLIC_KEY: publicKey,
  }
}
