import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import type { Redis } from 'ioredis'
import { type Clock, systemClock } from './clock.ts'
import { ConfigurationError, type SubgraphConfig } from './config.ts'
import { createDatabase, createTransact, directConnection, type Transact } from './database.ts'
import type { EventBus } from './events/bus.ts'
import { startConsumer } from './events/consumer.ts'
import type { EventHandler, HandlerContext } from './events/handles.ts'
import { createKafkaBus } from './events/kafka-bus.ts'
import { startRelay } from './events/relay.ts'
import type { HealthChecks } from './http-app.ts'
import { createLogger, type Logger } from './log.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import type { Permissions } from './permissions.ts'
import { createSubgraphSchema } from './schema.ts'
import type { SqlClient } from './sql.ts'
import { type BackgroundWork, type RequestContext, type RunningService, startSubgraph } from './subgraph.ts'

/** What the embedded stack and tests put in place of a service's own choices. */
export interface Overrides {
  clock?: Clock
  /** Shared in-process transport; without it KAFKA_BROKERS is required. */
  bus?: EventBus
  redis?: Redis
  log?: Logger
  /** True where several services share a process. */
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
  transact: Transact<Tx>
  bus: EventBus
}

interface ServiceClient<Tx> extends SqlClient {
  $transaction<Result>(run: (tx: Tx) => Promise<Result>): Promise<Result>
  $disconnect(): Promise<void>
}

/** Makes what every service has from its configuration. Nothing is connected yet. */
export function createServiceBase<Config extends SubgraphConfig, Client extends ServiceClient<Tx>, Tx>(
  service: string,
  config: Config,
  PrismaClient: new (options: never) => Client,
  overrides: Overrides,
): ServiceBase<Config, Client, Tx> {
  const clock = overrides.clock ?? systemClock
  const log = overrides.log?.child({ service }) ?? createLogger({ service, level: config.LOG_LEVEL })
  const metrics = createMetrics(service, { processMetrics: !overrides.sharedProcess })
  const db = createDatabase<Client>(PrismaClient, { config, log, metrics })
  const bus = overrides.bus ?? createOwnBus(service, config, log)
  return { service, config, clock, log, metrics, db, transact: createTransact<Tx>(db), bus }
}

function createOwnBus(service: string, config: SubgraphConfig, log: Logger): EventBus {
  // Without a transport events would pile up unseen; only the embedded stack brings its own.
  if (!config.KAFKA_BROKERS) throw new ConfigurationError(['KAFKA_BROKERS: is required'])
  return createKafkaBus({
    clientId: service,
    brokers: config.KAFKA_BROKERS,
    log,
    onFatal: (error) => {
      log.fatal({ err: error }, 'consuming ended for good')
      process.exitCode = 1
      process.kill(process.pid, 'SIGTERM')
    },
  })
}

export interface ServiceDefinition<Deps, Context extends RequestContext, Tx> {
  /** Location of the service's `schema.graphql`. */
  schemaFile: URL
  resolvers: object
  permissions: Permissions
  createContext: (deps: Deps, request: RequestContext) => Context
  /** Reactions to other domains' events. */
  handlers?: readonly EventHandler<Deps & HandlerContext<Tx>>[]
  /** Timed work; see `startJob`. */
  jobs?: ((deps: Deps) => BackgroundWork)[]
  /** Checks beside the database's, at `/health/<name>`. */
  checks?: HealthChecks
  routes?: (app: FastifyInstance) => void
  /** Closes what the service itself opened. */
  close?: () => Promise<void>
}

/** Starts a service: GraphQL for the router, its outbox relay, its event consumer and its jobs. */
export function startService<
  Config extends SubgraphConfig,
  Client extends ServiceClient<Tx>,
  Tx extends SqlClient,
  Deps extends ServiceBase<Config, Client, Tx>,
  Context extends RequestContext,
>(deps: Deps, definition: ServiceDefinition<Deps, Context, Tx>, overrides: Overrides): Promise<RunningService> {
  const { service, config, clock, log, metrics, db, bus } = deps
  const { registry } = metrics
  const typeDefs = readFileSync(definition.schemaFile, 'utf8')
  const connection = directConnection(config)
  return startSubgraph({
    service,
    config,
    clock,
    log,
    metrics,
    schema: createSubgraphSchema({ typeDefs, resolvers: definition.resolvers, permissions: definition.permissions }),
    createContext: (request) => definition.createContext(deps, request),
    checks: {
      database: async () => {
        await db.$queryRaw`select 1`
      },
      ...definition.checks,
    },
    ...(definition.routes ? { routes: definition.routes } : {}),
    background: [
      () =>
        startConsumer({
          service,
          bus,
          handlers: definition.handlers ?? [],
          transact: deps.transact,
          deps,
          clock,
          log,
          registry,
        }),
      async () => startRelay({ service, connection, bus, clock, log }),
      ...(definition.jobs ?? []).map((start) => async () => start(deps)),
    ],
    close: async () => {
      // A shared bus belongs to whoever made it.
      if (!overrides.bus) await bus.stop()
      await definition.close?.()
      await db.$disconnect()
    },
  })
}
