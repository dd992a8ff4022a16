import { context, ROOT_CONTEXT } from '@opentelemetry/api'
import type { GraphQLFormattedError } from 'graphql'
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, MessageType } from 'graphql-ws'
import WebSocket, { type RawData } from 'ws'
import type { SubgraphAnswer } from '../execution/execution.ts'
import { readUpstreamMessage } from './upstream-message.ts'

/** What a subgraph says of a stream: an event, or where the stream is. */
export interface UpstreamPayload extends SubgraphAnswer {
  readonly extensions?: Readonly<Record<string, unknown>> | undefined
}

/** Takes one stream of a subgraph, all of it in the order in which it was sent. */
export interface UpstreamSink {
  /** Payload of `subscribe` as JSON, made when it is sent: tokens last for seconds only. */
  payload(): Promise<string>
  next(payload: UpstreamPayload): void
  failed(errors: readonly GraphQLFormattedError[]): void
  completed(): void
  /** The connection broke, or could not be made: then the subgraph was not `asked`. The stream may be started again. */
  broken(asked: boolean): void
}

export interface UpstreamConnectionOptions {
  url: string
  /** Largest message that is read. */
  maxBytes: number
}

interface Operation {
  readonly sink: UpstreamSink
  asked: boolean
}

/** From the first packet to `connection_ack`. */
const CONNECT_TIMEOUT_MS = 5_000
/** What lasted for so long was a working connection: the next one need not wait. */
const WORKED_MS = 5_000
const FIRST_WAIT_MS = 50
const LONGEST_WAIT_MS = 2_000

/**
 * The one connection of this process to a subgraph, over which all its streams come (graphql-transport-ws). It is made
 * when a stream is started, made again after a pause when it breaks while there are streams, and closed when there have
 * been none for a while.
 *
 * Not the client of graphql-ws: that sends the same payload again after a break, while tokens and cursors are new each
 * time, and it keeps several closures and promises for each of the thousands of streams.
 */
export class UpstreamConnection {
  readonly #options: UpstreamConnectionOptions
  readonly #operations = new Map<string, Operation>()
  #socket: WebSocket | null = null
  #isReady = false
  #timer: NodeJS.Timeout | null = null
  #connectingSince = 0
  #failures = 0
  #isAlive = true
  #isIdle = false
  #lastId = 0

  constructor(options: UpstreamConnectionOptions) {
    this.#options = options
  }

  /** How many streams there are. */
  get size(): number {
    return this.#operations.size
  }

  /** Starts a stream. @returns its id, for `stop` */
  start(sink: UpstreamSink): string {
    this.#lastId += 1
    const id = this.#lastId.toString(36)
    const operation = { sink, asked: false }
    this.#operations.set(id, operation)
    this.#isIdle = false
    if (this.#isReady) void this.#ask(id, operation)
    else this.#connectSoon()
    return id
  }

  /** Ends a stream of which nobody wants to hear more; one that is over already is not known any more. */
  stop(id: string): void {
    const operation = this.#operations.get(id)
    if (!operation) return
    this.#operations.delete(id)
    if (operation.asked) this.#send(`{"id":"${id}","type":"${MessageType.Complete}"}`)
  }

  /** To be called every few seconds: cuts a connection that is silent, and ends one that nobody needs. */
  tick(): void {
    const socket = this.#socket
    if (!socket || !this.#isReady) return
    if (!this.#isAlive) return void socket.terminate()
    if (this.#operations.size === 0 && this.#isIdle) return void socket.close(1000)
    this.#isIdle = this.#operations.size === 0
    this.#isAlive = false
    socket.ping()
  }

  /** Ends the connection for good. */
  close(): void {
    this.#operations.clear()
    if (this.#timer) clearTimeout(this.#timer)
    this.#socket?.terminate()
  }

  #connectSoon(): void {
    if (this.#socket || this.#timer) return
    const most = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.#failures - 1))
    // Some of it by chance, or all routers would come back to a subgraph at the same moment.
    const wait = this.#failures === 0 ? 0 : most * (0.5 + Math.random() / 2)
    this.#timer = setTimeout(() => this.#connect(), wait)
  }

  #connect(): void {
    this.#timer = setTimeout(() => this.#socket?.terminate(), CONNECT_TIMEOUT_MS)
    this.#connectingSince = performance.now()
    // What arrives belongs to no request, least of all to the one that happened to be the first.
    const socket = context.with(
      ROOT_CONTEXT,
      () =>
        new WebSocket(this.#options.url, GRAPHQL_TRANSPORT_WS_PROTOCOL, {
          perMessageDeflate: false,
          maxPayload: this.#options.maxBytes,
        }),
    )
    this.#socket = socket
    socket.on('open', () => this.#send(`{"type":"${MessageType.ConnectionInit}"}`))
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary))
    socket.on('pong', () => {
      this.#isAlive = true
    })
    // `close` follows.
    socket.on('error', () => {})
    socket.on('close', () => this.#closed())
  }

  #receive(data: RawData, isBinary: boolean): void {
    this.#isAlive = true
    const message = isBinary ? null : readUpstreamMessage(data.toString())
    if (!message) return void this.#socket?.terminate()
    switch (message.type) {
      case MessageType.ConnectionAck:
        return void this.#acknowledged()
      case MessageType.Ping:
        return void this.#send(`{"type":"${MessageType.Pong}"}`)
      case MessageType.Pong:
        return
      case MessageType.Next:
        return void this.#operations.get(message.id)?.sink.next(message.payload)
      default: {
        const operation = this.#operations.get(message.id)
        this.#operations.delete(message.id)
        if (message.type === MessageType.Error) operation?.sink.failed(message.payload)
        else operation?.sink.completed()
      }
    }
  }

  #acknowledged(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#isReady = true
    for (const [id, operation] of this.#operations) void this.#ask(id, operation)
  }

  async #ask(id: string, operation: Operation): Promise<void> {
    const socket = this.#socket
    try {
      const payload = await operation.sink.payload()
      if (this.#operations.get(id) !== operation || this.#socket !== socket) return
      operation.asked = true
      this.#send(`{"id":"${id}","type":"${MessageType.Subscribe}","payload":${payload}}`)
    } catch (error) {
      if (this.#operations.delete(id)) operation.sink.failed([{ message: String(error) }])
    }
  }

  #send(text: string): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(text)
  }

  #closed(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    const worked = this.#isReady && performance.now() - this.#connectingSince > WORKED_MS
    this.#failures = worked ? 1 : this.#failures + 1
    this.#socket = null
    this.#isReady = false
    this.#isAlive = true
    const broken = [...this.#operations.values()]
    this.#operations.clear()
    // Those that want to go on start again.
    for (const { sink, asked } of broken) sink.broken(asked)
  }
}
