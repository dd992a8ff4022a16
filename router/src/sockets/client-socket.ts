import type { Duplex } from 'node:stream'
import { CloseCode, MessageType } from 'graphql-ws'
import { type RawData, WebSocket } from 'ws'
import type { Caller } from '../caller.ts'
import type { Outlet, RunningOperation } from '../subscriptions/outlet.ts'
import { Subscription } from '../subscriptions/subscription.ts'
import type { Presence } from './callers.ts'
import { type ClientMessage, type Payload, readClientMessage } from './client-message.ts'
import { ACK_FRAME, PONG_FRAME, textFrame } from './frames.ts'
import { hasCredential } from './read-credential.ts'

/** Closes that the standard names (RFC 6455 §7.4.1 and its registry); clients of graphql-ws come back after these. */
export const GOING_AWAY = 1001
export const TRY_AGAIN_LATER = 1013

/** Refused before it was known who it is. */
export interface SocketClosure {
  readonly code: number
  readonly reason: string
}

export interface ClientSocketRules {
  readonly initTimeoutMs: number
  readonly keepAliveMs: number
  readonly messagesPerSecond: number
  readonly bufferBytes: number
}

/** What a socket leaves to the server. */
export interface ClientSocketHost {
  readonly rules: ClientSocketRules
  /** Finds out who connects. @returns why they may not, or null */
  connect(socket: ClientSocket, payload: Payload): Promise<SocketClosure | null>
  /** Finds out whether a new credential is the same client's. @returns why not, or null */
  renew(socket: ClientSocket, payload: Payload): Promise<SocketClosure | null>
  /** Runs an operation; everything of it that concerns the client, failure included, is sent to the socket. */
  run(socket: ClientSocket, id: string, payload: Payload): void
  closed(socket: ClientSocket, code: number): void
}

/** `open`: until `connection_init`; `connecting`: until it is known who that is; `closing`: nothing is taken any more. */
type SocketState = 'open' | 'connecting' | 'ready' | 'closing'

/** One client's connection, as a state machine of graphql-transport-ws. It has no timers: `tick` is called every moment. */
export class ClientSocket implements Outlet {
  readonly address: string
  readonly operations = new Map<string, RunningOperation>()
  /** Set once it is known who connected. */
  caller: Caller | null = null
  presence: Presence | null = null
  /** What it came with, where that must be looked at again. */
  credential: Payload | null = null
  expiresAt = Number.POSITIVE_INFINITY
  readonly #ws: WebSocket
  readonly #connection: Duplex
  readonly #host: ClientSocketHost
  readonly #openedAt = performance.now()
  #state: SocketState = 'open'
  #isDraining = false
  #isAlive = true
  #pingAt: number
  #messages = 0
  #countedAt = 0
  #renewing: Promise<void> | null = null

  /** @param connection what `ws` writes to */
  constructor(ws: WebSocket, connection: Duplex, address: string, host: ClientSocketHost) {
    this.#ws = ws
    this.#connection = connection
    this.address = address
    this.#host = host
    this.#pingAt = this.#openedAt + host.rules.keepAliveMs
  }

  get isClosing(): boolean {
    return this.#state === 'closing'
  }

  get isDraining(): boolean {
    return this.#isDraining
  }

  subscriptions(): Subscription[] {
    return [...this.operations.values()].filter((operation) => operation instanceof Subscription)
  }

  receive(data: RawData, isBinary: boolean): void {
    if (this.#state === 'closing') return
    this.#messages += 1
    if (this.#messages > this.#host.rules.messagesPerSecond)
      return void this.close(CloseCode.TooManyInitialisationRequests, 'Too many messages')
    const message = isBinary ? null : readClientMessage(data.toString())
    if (message) this.#take(message)
    else this.close(CloseCode.BadRequest, 'Invalid message')
  }

  /** The answer to a ping. No other message says that the client reads what it is sent. */
  ponged(): void {
    this.#isAlive = true
  }

  /** The connection is over, whoever closed it. */
  ended(code: number): void {
    this.#state = 'closing'
    for (const operation of [...this.operations.values()]) operation.stop('socket')
    this.operations.clear()
    this.#host.closed(this, code)
  }

  isFull(): boolean {
    return this.#ws.bufferedAmount > this.#host.rules.bufferBytes
  }

  send(message: string): void {
    if (this.#state !== 'closing') this.#ws.send(message)
  }

  /** Straight to the connection, in one write. Without compression nothing of the socket's own can be waiting before it. */
  sendEvent(head: Buffer, tail: Buffer): void {
    if (this.#ws.readyState === WebSocket.OPEN) this.#connection.write(textFrame(head, tail))
  }

  forget(id: string, operation: RunningOperation): void {
    if (this.operations.get(id) === operation) this.operations.delete(id)
    if (this.#isDraining) this.#closeWhenDone()
  }

  close(code: number, reason: string): void {
    if (this.#state === 'closing') return
    this.#state = 'closing'
    this.#ws.close(code, reason)
  }

  /** Ends everything that runs, subscriptions with an error, and closes. */
  dismiss(error: Error, { code, reason }: SocketClosure): void {
    this.failSubscriptions(error)
    for (const operation of [...this.operations.values()]) operation.stop('socket')
    this.close(code, reason)
  }

  failSubscriptions(error: Error): void {
    for (const subscription of this.subscriptions()) subscription.fail(error)
  }

  /** Ends its subscriptions by closing it for the client to come back elsewhere; what ends by itself may do so first. */
  drain(): void {
    this.#isDraining = true
    this.#closeWhenDone()
  }

  /** Cuts it, whatever the other end does. */
  terminate(): void {
    this.#ws.terminate()
  }

  /** Looks after what takes too long. `now` is monotonic, in milliseconds. */
  tick(now: number): void {
    const { initTimeoutMs, keepAliveMs } = this.#host.rules
    if (now - this.#countedAt >= 1_000) {
      this.#countedAt = now
      this.#messages = 0
    }
    if (this.#state === 'open' && now - this.#openedAt >= initTimeoutMs)
      return void this.close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout')
    if (now < this.#pingAt) return
    this.#pingAt = now + keepAliveMs
    if (!this.#isAlive) return void this.#ws.terminate()
    this.#isAlive = false
    this.#ws.ping()
  }

  #take(message: ClientMessage): void {
    switch (message.type) {
      case MessageType.ConnectionInit:
        if (this.#state !== 'open')
          return void this.close(CloseCode.TooManyInitialisationRequests, 'Too many initialisation requests')
        return void this.#connect(message.payload)
      case MessageType.Ping:
        return void this.#pong(message.payload)
      case MessageType.Pong:
        return
      case MessageType.Subscribe:
        if (this.#state !== 'ready') return void this.close(CloseCode.Unauthorized, 'Unauthorized')
        if (this.operations.has(message.id))
          return void this.close(CloseCode.SubscriberAlreadyExists, 'Subscriber already exists')
        return void this.#host.run(this, message.id, message.payload)
      case MessageType.Complete: {
        const operation = this.operations.get(message.id)
        this.operations.delete(message.id)
        return void operation?.stop('client')
      }
    }
  }

  async #connect(payload: Payload): Promise<void> {
    this.#state = 'connecting'
    const refusal = await this.#host.connect(this, payload)
    if (refusal) return this.close(refusal.code, refusal.reason)
    if (this.#state !== 'connecting') return
    this.#state = 'ready'
    this.send(ACK_FRAME)
  }

  /** A ping may bring a new credential; one after the other, and answered when it counts. */
  async #pong(payload: Payload): Promise<void> {
    if (this.#state === 'ready' && mayRenew(payload)) {
      const before = this.#renewing
      const renewed = (async () => {
        await before
        const refusal = await this.#host.renew(this, payload)
        if (refusal) this.close(refusal.code, refusal.reason)
      })()
      this.#renewing = renewed
      await renewed
      if (this.#renewing === renewed) this.#renewing = null
    }
    this.send(PONG_FRAME)
  }

  #closeWhenDone(): void {
    for (const operation of this.operations.values()) if (!(operation instanceof Subscription)) return
    this.close(GOING_AWAY, 'Going away')
  }
}

/** One that cannot be read is refused where others are. */
function mayRenew(payload: Payload): boolean {
  try {
    return hasCredential(payload)
  } catch {
    return true
  }
}
