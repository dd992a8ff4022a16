import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { graphqlErrorBody } from '@lms/kit/http-app'
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws'
import { type RawData, WebSocket, WebSocketServer } from 'ws'
import type { SocketMetrics } from '../observability/socket-metrics.ts'
import { endings } from '../subscriptions/subscription.ts'
import type { Callers } from './callers.ts'
import { addressOfUpgrade, checkUpgrade, type UpgradeRefusal } from './check-upgrade.ts'
import { ClientSocket, type ClientSocketHost, type ClientSocketRules } from './client-socket.ts'

export interface SocketServerOptions {
  readonly rules: ClientSocketRules
  readonly frontendOrigin: string
  readonly trustedProxies: number
  /** Most sockets in all. */
  readonly mostSockets: number
  /** Largest message of a client. */
  readonly messageBytes: number
  readonly callers: Callers
  readonly metrics: SocketMetrics
  readonly now: () => Date
  /** What is done with what comes over a socket. */
  readonly host: Pick<ClientSocketHost, 'connect' | 'renew' | 'run'>
}

/** The WebSockets of clients. */
export interface SocketServer {
  readonly sockets: ReadonlySet<ClientSocket>
  countSubscriptions(): number
  /** Lets clients of this HTTP server open WebSockets at `/graphql`. */
  attach(server: Server): void
  /** Looks after what takes too long; to be called every moment. */
  tick(): void
  /** Opens no more, and closes all sockets, spread over a time, so that clients do not all come back to others at once. */
  drain(options: { overMs: number; atMostMs: number }): Promise<void>
}

/** Keeps the state of a connection beside it, without a closure for each event of each of thousands. */
class ServedWebSocket extends WebSocket {
  client: ClientSocket | null = null
}

function onMessage(this: WebSocket, data: RawData, isBinary: boolean): void {
  if (this instanceof ServedWebSocket) this.client?.receive(data, isBinary)
}

function onPong(this: WebSocket): void {
  if (this instanceof ServedWebSocket) this.client?.ponged()
}

function onClose(this: WebSocket, code: number): void {
  if (this instanceof ServedWebSocket) this.client?.ended(code)
}

/** `close` follows. */
function onError(): void {}

/** How long a client may take to confirm a close before it is cut. */
const CLOSE_TIMEOUT_MS = 3_000
/** An expired token may still be renewed for so long; a socket that nobody looks after is not kept. */
const RENEWAL_MS = 60_000
const DRAIN_STEP_MS = 50

export function createSocketServer(options: SocketServerOptions): SocketServer {
  const { callers, metrics, rules } = options
  const sockets = new Set<ClientSocket>()
  let isDraining = false
  const host: ClientSocketHost = {
    ...options.host,
    rules,
    closed(socket, code) {
      sockets.delete(socket)
      callers.leave(socket)
      metrics.socketClosed(code)
    },
  }
  const server = createWebSocketServer(options.messageBytes)
  const open = (ws: ServedWebSocket, connection: Duplex, address: string) => {
    const socket = new ClientSocket(ws, connection, address, host)
    ws.client = socket
    ws.on('message', onMessage).on('pong', onPong).on('close', onClose).on('error', onError)
    sockets.add(socket)
    if (ws.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL)
      socket.close(CloseCode.SubprotocolNotAcceptable, 'Subprotocol not acceptable')
  }
  const refusalOf = (request: IncomingMessage): UpgradeRefusal | null => {
    const refusal = checkUpgrade(request, options)
    if (refusal) return refusal
    if (isDraining || sockets.size >= options.mostSockets)
      return { status: 503, message: 'No more sockets at the moment. Try again.' }
    return null
  }
  const upgrade = (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    const address = addressOfUpgrade(request, options.trustedProxies)
    const refusal =
      refusalOf(request) ?? (callers.hasRoom(address) ? null : ({ status: 429, message: 'Too many sockets.' } as const))
    if (refusal) {
      metrics.socketRefused(refusal.status)
      return refuse(connection, refusal)
    }
    server.handleUpgrade(request, connection, head, (ws) => {
      callers.arrive(address)
      if (ws instanceof ServedWebSocket) open(ws, connection, address)
    })
  }
  return {
    sockets,
    countSubscriptions: () => [...sockets].reduce((sum, socket) => sum + socket.subscriptions().length, 0),
    attach(httpServer) {
      // Other protocols are offered by clients that go on with HTTP where the offer is not taken up.
      Object.assign(httpServer, {
        shouldUpgradeCallback: ({ headers }: IncomingMessage) => /^websocket$/i.test(headers.upgrade ?? ''),
      })
      httpServer.on('upgrade', upgrade)
    },
    tick: () => tick(sockets, options.now().getTime()),
    async drain({ overMs, atMostMs }) {
      isDraining = true
      await closeByAndBy([...sockets], overMs)
      const end = performance.now() + atMostMs
      while (sockets.size > 0 && performance.now() < end) await wait(DRAIN_STEP_MS)
      for (const socket of sockets) socket.terminate()
    },
  }
}

function createWebSocketServer(maxPayload: number): WebSocketServer {
  const options = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload,
    closeTimeout: CLOSE_TIMEOUT_MS,
    WebSocket: ServedWebSocket,
    // One that offers only others is told so by a close code, for which the connection must come about.
    handleProtocols: (offered: Set<string>) =>
      offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? GRAPHQL_TRANSPORT_WS_PROTOCOL : ([...offered][0] ?? false),
  }
  return new WebSocketServer(options)
}

function tick(sockets: ReadonlySet<ClientSocket>, clock: number): void {
  const now = performance.now()
  for (const socket of sockets) {
    socket.tick(now)
    if (socket.expiresAt > clock) continue
    socket.failSubscriptions(endings.expired())
    if (socket.expiresAt + RENEWAL_MS <= clock) socket.close(CloseCode.Forbidden, 'Access token expired')
  }
}

async function closeByAndBy(sockets: ClientSocket[], overMs: number): Promise<void> {
  const steps = Math.max(1, Math.floor(overMs / DRAIN_STEP_MS))
  const waiting = shuffled(sockets)
  for (let step = 0; step < steps && waiting.length > 0; step += 1) {
    for (const socket of waiting.splice(0, Math.ceil(waiting.length / (steps - step)))) socket.drain()
    if (waiting.length > 0) await wait(DRAIN_STEP_MS)
  }
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item)
}

/** Answers over HTTP, and ends the connection. */
function refuse(connection: Duplex, { status, message }: UpgradeRefusal): void {
  const body = JSON.stringify(graphqlErrorBody(status, message, crypto.randomUUID()))
  connection.on('error', () => connection.destroy())
  connection.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
}
