import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { TOPICS } from '@lms/contracts/catalogue'
import type { Environment } from '@lms/kit/config'
import { ensureTopics } from '@lms/kit/events/ensure-topics'
import type { KafkaOptions } from '@lms/kit/events/kafka-client'
import { createLogger } from '@lms/kit/log'
import { prepareDatabases } from '@lms/local/databases'
import { type KafkaServer, startKafkaServer } from '@lms/local/kafka-server'
import { freePort } from '@lms/local/ports'
import { choosePorts, portOf } from '@lms/local/ports-of-stack'
import { startPostgres } from '@lms/local/postgres'
import { findRedisProgram, startRedisServer } from '@lms/local/redis-server'
import { createSecrets } from '@lms/local/secrets'
import { SERVICES } from '@lms/local/services'
import { type StackPlaces, serviceEnvironment } from '@lms/local/stack-environment'
import { startStandIns } from '@lms/local/stand-ins'
import { Client } from 'pg'
import { type Api, createApi } from './api.ts'
import { type Child, startChild } from './child.ts'

/** The services that take part: all of them. */
export const PARTS: readonly string[] = SERVICES.map(({ name }) => name)

/** The system as processes over real servers, each of which can be made to fail. */
export interface System extends AsyncDisposable {
  readonly api: Api
  /** The same for people who give up at a signal. */
  apiUntil(signal: AbortSignal): Api
  readonly places: StackPlaces
  readonly stripeKey: string
  readonly kafka: KafkaOptions
  readonly children: ReadonlyMap<string, Child>
  /** Asks the database of a service. */
  query<Row extends object>(service: string, sql: string, values?: unknown[]): Promise<Row[]>
  /** A second process of a service, on the same database and in the same group. */
  startReplica(service: string): Promise<Child>
  /** Ends Kafka as a power cut does, and starts it again over its data. */
  restartKafka(downMs: number): Promise<void>
  /** Adds a second broker; `leave` ends it. */
  addBroker(): Promise<{ id: number; leave: () => Promise<void> }>
  restartPostgres(): Promise<void>
  /** Kills Redis, and starts it again, empty, after a while. */
  restartRedis(downMs: number): Promise<void>
}

/** A PostgreSQL server that can be ended as by a power cut and started again. */
export interface RestartablePostgres {
  /** Superuser's URL of the database `postgres`. */
  readonly url: string
  restart(): Promise<void>
}

export interface SystemOptions {
  /** Folder for what the services log; they log errors alone, for themselves, when absent. */
  logs?: string | undefined
  /** Where the databases are made; on a server of its own when absent. */
  postgres?: RestartablePostgres
}

/** What the services keep. */
export type Databases = Pick<System, 'query'>

/** What is looked into from outside. */
export type Observed = Pick<System, 'query' | 'kafka'>

type OnStop = (end: () => Promise<unknown>) => void

/** @throws StackError where Kafka or Redis cannot be had: nothing here may be left out unseen */
export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const folder = await mkdtemp(join(tmpdir(), 'lms-chaos-'))
  const ends: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })]
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end()
  }
  try {
    return { ...(await startParts({ folder, ...options }, (end) => ends.push(end))), [Symbol.asyncDispose]: stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startParts(
  { folder, logs, postgres }: SystemOptions & { folder: string },
  onStop: OnStop,
): Promise<Omit<System, keyof AsyncDisposable>> {
  const servers = await startServers(folder, postgres ?? (await startOwnPostgres(folder, onStop)), onStop)
  const [ports, secrets] = [await choosePorts('free'), createSecrets()]
  const { urls } = await prepareDatabases(servers.postgresUrl)
  const kafka = servers.kafkaOptions
  await ensureTopics(kafka, TOPICS, { partitions: 3, replicationFactor: 1 })
  const environment = { KAFKA_BROKERS: kafka.brokers.join(',') }
  const { places } = await startStandIns({ folder, environment, ports, secrets, redisUrl: servers.redisUrl }, onStop)
  const environmentOf = (name: string, port = portOf(ports, name)): Environment => ({
    ...serviceEnvironment(
      name,
      { port, databaseUrl: urls.get(name) ?? '', logLevel: logs === undefined ? 'error' : 'info' },
      places,
      secrets,
    ),
    NODE_ENV: 'test',
    KAFKA_SESSION_TIMEOUT_MS: '2000',
  })
  const start = async (name: string): Promise<[string, Child]> => {
    const child = await startChild(name, environmentOf(name), logs)
    onStop(() => child.stop())
    return [name, child]
  }
  const children = new Map(await Promise.all(PARTS.map(start)))
  const apiUntil = (signal?: AbortSignal) =>
    createApi(secrets.service.privateKey, (name) => `http://127.0.0.1:${portOf(ports, name)}`, signal)
  return {
    ...servers,
    api: apiUntil(),
    apiUntil,
    places,
    stripeKey: secrets.stripe.publishableKey,
    kafka,
    children,
    query: (service, sql, values) => query(urls.get(service) ?? '', sql, values),
    startReplica: async (service) => startChild(service, environmentOf(service, await freePort()), logs),
  }
}

async function startOwnPostgres(folder: string, onStop: OnStop): Promise<RestartablePostgres> {
  const options = { dataDir: join(folder, 'postgres'), durable: true }
  let postgres = await startPostgres(options)
  onStop(() => postgres.stop())
  return {
    url: postgres.url,
    async restart() {
      await postgres.stop('immediate')
      postgres = await startPostgres({ ...options, port: postgres.port })
    },
  }
}

async function startServers(folder: string, postgres: RestartablePostgres, onStop: OnStop) {
  const kafkaDir = join(folder, 'kafka')
  let broker: KafkaServer = await startKafkaServer({ dir: kafkaDir })
  onStop(() => broker.stop('SIGKILL'))
  const program = await findRedisProgram(['valkey-server', 'redis-server'])
  if (!program) throw new Error('Redis is needed: install redis-server')
  const redisDir = join(folder, 'redis')
  let redis = await startRedisServer(program, redisDir, { port: String(await freePort()) })
  onStop(() => redis.stop())
  const port = Number(broker.broker.split(':')[1])
  const log = createLogger({ service: 'chaos', level: 'silent' })
  return {
    postgresUrl: postgres.url,
    redisUrl: redis.url,
    kafkaOptions: { brokers: [broker.broker], clientId: 'chaos', log } satisfies KafkaOptions,
    async restartKafka(downMs: number) {
      await broker.stop('SIGKILL')
      await delay(downMs)
      broker = await startKafkaServer({ dir: kafkaDir, port })
    },
    async addBroker() {
      const id = 2
      const second = await startKafkaServer({ dir: join(folder, 'kafka-2'), joins: { cluster: broker, id } })
      const leave = () => second.stop()
      return { id, leave }
    },
    restartPostgres: () => postgres.restart(),
    async restartRedis(downMs: number) {
      process.kill(redis.pid, 'SIGKILL')
      await delay(downMs)
      await redis.stop()
      redis = await startRedisServer(program, redisDir, { port: new URL(redis.url).port })
    },
  }
}

/** Asks a database once. */
export async function query<Row extends object>(url: string, sql: string, values: unknown[] = []): Promise<Row[]> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Row>(sql, values)).rows
  } finally {
    await client.end()
  }
}
