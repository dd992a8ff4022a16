import { setTimeout as wait } from 'node:timers/promises'
import { ApolloServer } from '@apollo/server'
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled'
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify'
import type { FastifyInstance } from 'fastify'
import type { GraphQLSchema } from 'graphql'
import type { Clock } from './clock.ts'
import type { SubgraphConfig } from './config.ts'
import type { EventCause } from './events/event-cause.ts'
import { formatSubgraphError } from './format-error.ts'
import { createHttpApp, type HealthChecks } from './http-app.ts'
import { createInternalTokenVerifier } from './internal-token.ts'
import type { Logger } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { SubscriptionRequest } from './streams/stream.ts'
import { serveStreams } from './streams/stream-server.ts'
import { keepRawBody, requireInternalToken } from './subgraph-http.ts'
import { traceRequests } from './trace-requests.ts'
import type { Viewer } from './viewer.ts'

/** What a resolver knows of the request besides its service's own dependencies. */
export interface RequestContext {
  viewer: Viewer
  /** Links the events of this request to it. */
  cause: EventCause
  log: Logger
  /** Whom limits count a mutation for: the client's address, of IPv6 the /64; `unknown` for queries. */
  client: string
  /** Of subscriptions alone. */
  subscription?: SubscriptionRequest
}

/** Work beside requests: relay, consumers, timers. It stops before the database is closed. */
export interface BackgroundWork {
  stop(): Promise<void>
}

export interface SubgraphOptions<Context extends RequestContext> {
  /** Service name, for example course-service; also the audience of its internal tokens. */
  service: string
  config: SubgraphConfig
  clock: Clock
  log: Logger
  metrics: Metrics
  schema: GraphQLSchema
  createContext: (request: RequestContext) => Context
  checks: HealthChecks
  /** Routes beside `/graphql`: they carry their own proof of who calls. */
  routes?: (app: FastifyInstance) => void
  /** Started once the port is open, stopped in reverse order. */
  background?: (() => Promise<BackgroundWork>)[]
  /** Closes what the service opened: pools, clients. */
  close: () => Promise<void>
}

export interface RunningService {
  readonly service: string
  readonly url: string
  readonly metrics: Metrics
  /** Not ready, then no streams and no new requests, then background work, then connections. */
  stop(): Promise<void>
}

const BODY_LIMIT = 4 * 1024 * 1024

/** Starts a subgraph: one port with `/graphql` for the router alone, health and metrics for the cluster. */
export async function startSubgraph<Context extends RequestContext>(
  options: SubgraphOptions<Context>,
): Promise<RunningService> {
  const { service, config, clock, log, metrics } = options
  let ready = false
  const app = createHttpApp({
    service,
    log,
    metrics,
    checks: options.checks,
    isReady: () => ready,
    bodyLimit: BODY_LIMIT,
  })
  keepRawBody(app)
  const verifier = createInternalTokenVerifier(config.SERVICE_PUBLIC_KEY, service, clock)
  requireInternalToken(app, { verifier, clock })
  traceRequests(app, ({ internalToken }) => internalToken !== undefined)
  const apollo = createApolloServer<Context>(app, options.schema, log)
  await apollo.start()
  app.route({
    url: '/graphql',
    method: 'POST',
    handler: fastifyApolloHandler(apollo, {
      context: async ({ internalToken }) => {
        if (!internalToken) throw new Error('unreachable: /graphql requires an internal token')
        const { viewer, requestId, client = 'unknown' } = internalToken
        return options.createContext({
          viewer,
          cause: { source: service, correlationId: requestId },
          log: log.child({ requestId }),
          client,
        })
      },
    }),
  })
  options.routes?.(app)
  const streams = options.schema.getSubscriptionType() ? serveStreams(app, { ...options, verifier }) : null
  const url = await app.listen({ host: config.HOST, port: config.port })
  const background: BackgroundWork[] = []
  for (const start of options.background ?? []) background.push(await start())
  ready = true
  log.info({ url }, 'listening')
  return {
    service,
    url,
    metrics,
    async stop() {
      ready = false
      await wait(config.DRAIN_MS)
      await streams?.close()
      await app.close()
      for (const work of background.reverse()) await work.stop()
      await options.close()
      log.info('stopped')
    },
  }
}

function createApolloServer<Context extends RequestContext>(app: FastifyInstance, schema: GraphQLSchema, log: Logger) {
  return new ApolloServer<Context>({
    schema,
    formatError: formatSubgraphError,
    includeStacktraceInErrorResponses: false,
    introspection: true,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    logger: log,
    plugins: [
      fastifyApolloDrainPlugin(app),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      {
        async requestDidStart() {
          return {
            async didEncounterErrors({ errors, contextValue }) {
              for (const error of errors) {
                const code = formatSubgraphError(error.toJSON(), error).extensions?.code
                if (code === 'INTERNAL_SERVER_ERROR' || code === 'SERVICE_UNAVAILABLE') {
                  contextValue.log.error({ err: error.originalError ?? error, path: error.path }, 'operation failed')
                }
              }
            },
          }
        },
      },
    ],
  })
}
