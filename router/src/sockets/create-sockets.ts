import type { Server } from 'node:http'
import { createInternalTokenSigner } from '@lms/kit/internal-token'
import type { AnswerParts } from '../answer-parts.ts'
import type { Identity } from '../authentication/create-identity.ts'
import type { RequestWindow } from '../budget/request-window.ts'
import type { RouterConfig } from '../config.ts'
import type { RouterDeps } from '../deps.ts'
import type { SupergraphFile } from '../graph/supergraph-file.ts'
import { observeSockets } from '../observability/socket-metrics.ts'
import { createFeeds } from '../subscriptions/feeds.ts'
import type { SubscriptionParts } from '../subscriptions/start-subscription.ts'
import { createSubscriptionHost } from '../subscriptions/subscription-host.ts'
import { createUpstreams, type Upstreams } from '../subscriptions/upstreams.ts'
import { createWriteSubscribe } from '../subscriptions/write-subscribe.ts'
import { createCallers } from './callers.ts'
import { connectSocket, dismissEnded, renewSocket, reviewPartner } from './identify-socket.ts'
import { runOperation } from './run-operation.ts'
import { createSocketServer } from './socket-server.ts'

/** GraphQL over WebSockets. */
export interface Sockets {
  /** Opens no more, and closes all, spread over a time. */
  drain(): Promise<void>
  stop(): void
}

export interface SocketsOptions {
  httpServer: Server
  answers: AnswerParts
  identity: Identity
  supergraph: SupergraphFile
  window: RequestWindow | null
}

/** Sockets are looked at so often, or four times within the shortest of their times. */
const TICK_MS = 1_000

/** Lets clients open WebSockets, as the configuration says. */
export function createSockets(deps: RouterDeps, options: SocketsOptions): Sockets {
  const { config, clock, log, metrics, routerMetrics } = deps
  const { answers, identity, supergraph, window } = options
  const now = () => clock.now()
  const upstreams = createUpstreams(config.MAX_SUBGRAPH_ANSWER_BYTES)
  const subscriptions = createSubscriptionParts(deps, upstreams, options)
  const callers = createCallers(answers.charges.budgets, {
    socketsPerCaller: config.SOCKETS_PER_CALLER,
    socketsPerAddress: config.SOCKETS_PER_ADDRESS,
  })
  const identify = { identity, window, callers, subscriptions, log }
  const run = {
    ...{ answers, subscriptions, window, log, now, metrics: routerMetrics },
    mostOperations: config.SOCKET_OPERATIONS,
    mostSubscriptions: config.SUBSCRIPTIONS_PER_CALLER,
  }
  const server = createSocketServer({
    ...socketRules(config),
    ...{ callers, metrics: routerMetrics, now },
    host: {
      connect: (socket, payload) => connectSocket(identify, socket, payload),
      renew: (socket, payload) => renewSocket(identify, socket, payload),
      run: (socket, id, payload) => runOperation(run, socket, id, payload),
    },
  })
  identity.follow({
    onTokensEnded: () => dismissEnded(identify, server.sockets),
    onPartnerChanged: (partnerId) => void reviewPartner(identify, server.sockets, partnerId),
  })
  supergraph.follow((graph) => void subscriptions.feeds.moveTo(graph))
  observeSockets(metrics.registry, {
    sockets: () => server.sockets.size,
    subscriptions: () => server.countSubscriptions(),
    upstreams: upstreams.counts,
  })
  server.attach(options.httpServer)
  const timers = startTicking(config, server.tick, upstreams.tick)
  return {
    drain: () => server.drain({ overMs: config.SOCKET_DRAIN_MS, atMostMs: config.OPERATION_DEADLINE_MS }),
    stop() {
      for (const timer of timers) clearInterval(timer)
      upstreams.close()
    },
  }
}

function createSubscriptionParts(
  { config, clock, log, routerMetrics }: RouterDeps,
  upstreams: Upstreams,
  { answers }: Pick<SocketsOptions, 'answers'>,
): SubscriptionParts {
  const signer =
    config.SUBGRAPH_AUTHENTICATION === 'on' ? createInternalTokenSigner(config.SERVICE_SECRET_KEY ?? [], clock) : null
  const { rejectUnauthorized, readVariables, charges } = answers
  const socketUrls = config.SUBGRAPH_SOCKET_URLS
  const feeds = createFeeds(
    {
      ...{ upstreams, log, metrics: routerMetrics },
      now: () => clock.now(),
      deadlineMs: config.OPERATION_DEADLINE_MS,
      resumeMs: config.SUBSCRIPTION_RESUME_MS,
      mostPending: config.SUBSCRIPTION_QUEUE_EVENTS,
      writeSubscribe: createWriteSubscribe(signer),
    },
    { readVariables, rejectUnauthorized, socketUrls },
  )
  const host = createSubscriptionHost(charges, routerMetrics)
  return { feeds, charges, rejectUnauthorized, socketUrls, host }
}

const socketRules = (config: RouterConfig) => ({
  rules: {
    initTimeoutMs: config.SOCKET_INIT_TIMEOUT_MS,
    keepAliveMs: config.SOCKET_KEEPALIVE_MS,
    messagesPerSecond: config.SOCKET_MESSAGES_PER_SECOND,
    bufferBytes: config.SOCKET_BUFFER_BYTES,
  },
  frontendOrigin: new URL(config.FRONTEND_URL).origin,
  trustedProxies: config.TRUSTED_PROXIES,
  mostSockets: config.SOCKETS_IN_ALL,
  messageBytes: config.SOCKET_MESSAGE_BYTES,
})

/** Two timers for everything that is open, however much that is. */
function startTicking(config: RouterConfig, tickSockets: () => void, tickUpstreams: () => void): NodeJS.Timeout[] {
  const shortest = Math.min(config.SOCKET_INIT_TIMEOUT_MS, config.SOCKET_KEEPALIVE_MS)
  const timers = [
    setInterval(tickSockets, Math.min(TICK_MS, shortest / 4)),
    setInterval(tickUpstreams, config.SOCKET_KEEPALIVE_MS),
  ]
  for (const timer of timers) timer.unref()
  return timers
}
