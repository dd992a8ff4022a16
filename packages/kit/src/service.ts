import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import type { ArchivableTable } from './archivable-table.ts'
import { type Clock, systemClock } from './clock.ts'
import type { Environment, SubgraphConfig } from './config.ts'
import { createDatabase, createTransact, directConnection, type Transact } from './database.ts'
import type { LockFirst } from './events/apply-events.ts'
import type { EventBus } from './events/bus.ts'
import { cleanEvents } from './events/clean-events.ts'
import { startConsumer } from './events/consumer.ts'
import type { EventHandler, HandlerContext } from './events/handles.ts'
import { createKafkaBus } from './events/kafka-bus.ts'
import { kafkaOptions } from './events/kafka-options.ts'
import { observeOutbox } from './events/observe-outbox.ts'
import { startRelay } from './events/relay.ts'
import { planFault } from './fault.ts'
import type { HealthChecks } from './http-app.ts'
import { createLogger, type Logger } from './log.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { observeDependencies } from './observe-dependencies.ts'
import type { Permissions } from './permissions.ts'
import type { RedisClient } from './redis.ts'
import { openStandby, type Replica } from './replica/open-standby.ts'
import { createSubgraphSchema } from './schema.ts'
import type { SqlClient } from './sql.ts'
import { noTracing, startTracing } from './start-tracing.ts'
import { type BackgroundWork, type RequestContext, type RunningService, startSubgraph } from './subgraph.ts'
import { withDatabase } from './with-database.ts'

/** What the embedded stack and tests put in place of a service's own choices. */
export interface Overrides {
  clock?: Clock
  /** Shared in-process transport; without it KAFKA_BROKERS is required. */
  bus?: EventBus
  redis?: RedisClient
  log?: Logger
  /** True where several services share a process: process metrics and tracing are then not this one's. */
  sharedProcess?: boolean
}

/** What every service has. A service adds its own dependencies to it. */
export interface ServiceBase<Config, Client, Tx> {
  /** For example `course-service`. */
  service: string
  config: Config
  clock: Clock
  log: Logger
  metrics: Metrics
  db: Client
  /**
   * For reads that may lag a few seconds: a standby, where one is configured and keeps up. Never for what the caller may
   * just have written, for permissions or for money (ADR 0042).
   */
  replica: Replica<Client>
  transact: Transact<Tx>
  bus: EventBus
}

interface ServiceClient<Tx> extends SqlClient {
  $transaction<Result>(run: (tx: Tx) => Promise<Result>, options?: { timeout: number }): Promise<Result>
  $disconnect(): Promise<void>
}

/** Any service's dependencies: the base of which everything below is derived. */
// biome-ignore lint/suspicious/noExplicitAny: a transaction is of whatever client the service generated
type AnyDeps = ServiceBase<SubgraphConfig, ServiceClient<any>, any>

type TxOf<Deps extends AnyDeps> = Deps['transact'] extends Transact<infer Tx> ? Tx : never
type BaseOf<Deps extends AnyDeps> = ServiceBase<Deps['config'], Deps['db'], TxOf<Deps>>

/** All that tells one service from another. */
export interface ServiceDefinition<Deps extends AnyDeps, Context extends RequestContext> {
  /** For example `course-service`. */
  service: string
  /** @throws ConfigurationError with every problem of the environment */
  readConfig: (environment: Environment) => Deps['config']
  /** The generated client of the service's own database. */
  PrismaClient: new (
    options: never,
  ) => Deps['db']
  /** Location of the service's `schema.graphql`. */
  schemaFile: URL
  resolvers: object
  permissions: Permissions
  /** Adds what only this service depends on. Nothing is connected yet. */
  createDeps: (base: BaseOf<Deps>, overrides: Overrides) => Deps
  createContext: (deps: Deps, request: RequestContext) => Context
  /** Reactions to other domains' events. */
  handlers?: readonly EventHandler<Deps & HandlerContext<TxOf<Deps>>>[]
  /** For `events rebuild`: tables that are made of another of the service's own. */
  derived?: DerivedTables
  /** For `archive`: tables whose old rows may be moved into files. */
  archives?: readonly ArchivableTable[]
  /** Which locks events that arrive together take first; see `Applier`. */
  lockFirst?: LockFirst<TxOf<Deps>>
  /** Timed work; see `startJob`. */
  jobs?: ((deps: Deps) => BackgroundWork)[]
  /** Checks beside the database's, at `/health/<name>`. */
  checks?: (deps: Deps) => HealthChecks
  /** Routes beside `/graphql`: they carry their own proof of who calls. */
  routes?: (app: FastifyInstance, deps: Deps) => void
  /** Closes what `createDeps` opened; what `overrides` brought belongs to whoever made it. */
  close?: (deps: Deps, overrides: Overrides) => Promise<void>
}

/** Tables that hold nothing but what another of the same database says. */
export interface DerivedTables {
  readonly from: string
  readonly tables: readonly string[]
  /** Makes all of them again. */
  remake(environment: Environment): Promise<void>
}

/** Starts a service from its environment: GraphQL for the router, its outbox relay, its event consumer, its jobs. */
export interface StartService {
  (environment: Environment, overrides?: Overrides): Promise<RunningService>
  /** Reactions to other domains' events, for whoever asks who handles what. */
  readonly handlers: readonly EventHandler<never>[]
  readonly derived?: DerivedTables
  readonly archives?: readonly ArchivableTable[]
  /** Runs work on the service's own database without starting the service. */
  withDatabase<Result>(environment: Environment, run: (db: MaintenanceClient) => Promise<Result>): Promise<Result>
}

/** The service's database client, for commands. */
export interface MaintenanceClient extends SqlClient {
  $transaction<Result>(run: (tx: SqlClient) => Promise<Result>, options?: { timeout: number }): Promise<Result>
}

/** Makes the start of a service from what tells it from others. */
export function defineService<Deps extends AnyDeps, Context extends RequestContext>(
  definition: ServiceDefinition<Deps, Context>,
): StartService {
  const start = async (environment: Environment, overrides: Overrides = {}) => {
    planFault(environment)
    const deps = definition.createDeps(createBase(definition, environment, overrides), overrides)
    const { service, config, clock, log, metrics, db, bus, transact } = deps
    const standby = openStandby<Deps['db']>(definition.PrismaClient, deps)
    const tracing = overrides.sharedProcess ? noTracing : await startTracing(service, config)
    const { resolvers, permissions, handlers = [], lockFirst, jobs = [] } = definition
    const typeDefs = readFileSync(definition.schemaFile, 'utf8')
    const { registry } = metrics
    const retention = { outboxDays: config.OUTBOX_RETENTION_DAYS, inboxDays: config.INBOX_RETENTION_DAYS }
    const dependencies: HealthChecks = {
      database: async () => void (await db.$queryRaw`select 1`),
      kafka: async () => bus.check(),
      ...definition.checks?.(deps),
    }
    // The service does without its standby, so that is nothing that it depends on.
    const checks = { ...dependencies, ...(standby && { replica: standby.check }) }
    observeOutbox(registry, db, clock)
    observeDependencies(registry, dependencies)
    return startSubgraph({
      ...{ service, config, clock, log, metrics },
      schema: createSubgraphSchema({ typeDefs, resolvers, permissions }),
      createContext: (request) =>
        definition.createContext(standby ? { ...deps, replica: standby.reader() } : deps, request),
      checks,
      routes: (app) => definition.routes?.(app, deps),
      background: [
        () =>
          startConsumer({
            service,
            bus,
            handlers,
            transact,
            deps,
            clock,
            log,
            registry,
            ...(lockFirst && { lockFirst }),
          }),
        async () => startRelay({ service, connection: directConnection(config), bus, clock, log }),
        async () => cleanEvents(deps, retention),
        ...(standby ? [async () => standby.watch()] : []),
        ...jobs.map((start) => async () => start(deps)),
      ],
      close: async () => {
        // A shared bus belongs to whoever made it.
        if (!overrides.bus) await bus.stop()
        await definition.close?.(deps, overrides)
        await standby?.close()
        await db.$disconnect()
        await tracing.stop()
      },
    })
  }
  return Object.assign(start, {
    handlers: definition.handlers ?? [],
    ...(definition.derived ? { derived: definition.derived } : {}),
    ...(definition.archives ? { archives: definition.archives } : {}),
    withDatabase: <Result>(environment: Environment, run: (db: MaintenanceClient) => Promise<Result>) =>
      withDatabase(definition.service, environment, definition.PrismaClient, run),
  })
}

function createBase<Deps extends AnyDeps, Context extends RequestContext>(
  { service, readConfig, PrismaClient }: ServiceDefinition<Deps, Context>,
  environment: Environment,
  overrides: Overrides,
): BaseOf<Deps> {
  const config = readConfig(environment)
  const clock = overrides.clock ?? systemClock
  const log = overrides.log?.child({ service }) ?? createLogger({ service, level: config.LOG_LEVEL })
  const metrics = createMetrics(service, { processMetrics: !overrides.sharedProcess })
  const db = createDatabase<Deps['db']>(PrismaClient, { config, log, metrics })
  const bus = overrides.bus ?? createOwnBus(service, config, log)
  return { service, config, clock, log, metrics, db, replica: db, transact: createTransact<TxOf<Deps>>(db), bus }
}

function createOwnBus(service: string, config: SubgraphConfig, log: Logger): EventBus {
  return createKafkaBus({
    ...kafkaOptions(config, service, log),
    onFatal: (error) => {
      log.fatal({ err: error }, 'consuming ended for good')
      process.exitCode = 1
      process.kill(process.pid, 'SIGTERM')
    },
  })
}
