import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { GraphQLSchema } from 'graphql'
import { useServer } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'
import { DomainError } from '../errors.ts'
import type { InternalTokenVerifier } from '../internal-token.ts'
import type { Logger } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import type { RequestContext } from '../subgraph.ts'
import { openStream } from './open-stream.ts'
import { type AcceptedSubscribe, createSubscribeReader } from './read-subscribe.ts'
import { shownError } from './shown-error.ts'
import { createStreamMetrics } from './stream-metrics.ts'

export interface StreamServerOptions<Context> {
  service: string
  schema: GraphQLSchema
  verifier: InternalTokenVerifier
  createContext: (request: RequestContext) => Context
  log: Logger
  metrics: Metrics
}

export interface StreamServer {
  /** Takes no connection any more and ends those that there are, retriably (1001). */
  close(): Promise<void>
}

/** An operation of the router with its token is far smaller. */
const LARGEST_MESSAGE_BYTES = 1024 * 1024
/** For a peer that does not answer a closing handshake. */
const CLOSE_GRACE_MS = 1_000

/**
 * Serves the subscriptions of a schema to the router: graphql-transport-ws on `/graphql` of the app's own port, over
 * which each `subscribe` carries its own internal token (ADR 0016).
 */
export function serveStreams<Context>(app: FastifyInstance, options: StreamServerOptions<Context>): StreamServer {
  const { schema, verifier, log } = options
  const read = createSubscribeReader(schema, verifier)
  const context = { ...options, metrics: createStreamMetrics(options.metrics) }
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE_BYTES })
  const { dispose } = useServer(
    {
      async onSubscribe(_ctx, _id, payload) {
        try {
          const contextValue = await read(payload)
          return { schema, document: contextValue.document, contextValue }
        } catch (error) {
          if (error instanceof DomainError) log.warn({ reason: error.message }, 'subscription refused')
          return [shownError(error)]
        }
      },
      subscribe: ({ contextValue }) => openStream(contextValue as AcceptedSubscribe, context),
      onError: (_ctx, _id, _payload, errors) => errors.map((error) => shownError(error).toJSON()),
    },
    sockets,
  )
  let closing = false
  // A listener for upgrades would else get requests for other protocols, too, such as HTTP/2's.
  Object.assign(app.server, {
    shouldUpgradeCallback: ({ headers }: IncomingMessage) => /^websocket$/i.test(headers.upgrade ?? ''),
  })
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Until the handshake is done nobody else listens.
    socket.on('error', () => socket.destroy())
    if (request.url !== '/graphql') return refuseUpgrade(socket, '404 Not Found')
    if (closing) return refuseUpgrade(socket, '503 Service Unavailable')
    sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request))
  })
  return {
    async close() {
      closing = true
      const closed = dispose()
      await Promise.race([closed, delay(CLOSE_GRACE_MS, undefined, { ref: false })])
      for (const client of sockets.clients) client.terminate()
      await closed
    },
  }
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}
