import { type Client, type ClientOptions, createClient, type SubscribePayload } from 'graphql-ws'
import { WebSocket } from 'ws'

export interface ReceivedError {
  message: string
  path?: (string | number)[]
  extensions: { code: string; requestId: string }
}

/** What came of an operation over a socket. */
export interface Received {
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it asked for
  readonly events: { data?: any; errors?: ReceivedError[]; extensions?: any }[]
  /** From an `error` message. */
  readonly errors: readonly ReceivedError[]
  /** Code of a close that ended it. */
  readonly closed: number | null
  readonly isOver: boolean
  stop(): void
}

export interface SocketClient extends AsyncDisposable {
  readonly client: Client
  subscribe(payload: SubscribePayload | string): Received
  /** Runs a query or mutation. */
  ask(query: string, variables?: Record<string, unknown>): Promise<Received>
}

/** Clients connect when they have something to ask for; this one does not try again unless told. */
export function connect(url: string, options: Partial<ClientOptions> = {}): SocketClient {
  const client = createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    ...options,
  })
  const subscribe = (payload: SubscribePayload | string, onOver = () => {}): Received => {
    const received: { -readonly [Key in keyof Received]: Received[Key] } = {
      events: [],
      errors: [],
      closed: null,
      isOver: false,
      stop: () => {},
    }
    const over = () => {
      received.isOver = true
      onOver()
    }
    received.stop = client.subscribe(typeof payload === 'string' ? { query: payload } : payload, {
      next: (event) => received.events.push(event as never),
      error(error) {
        if (Array.isArray(error)) received.errors = error
        else received.closed = (error as { code?: number }).code ?? -1
        over()
      },
      complete: over,
    })
    return received
  }
  return {
    client,
    subscribe,
    ask: (query, variables) =>
      new Promise((resolve) => {
        const received = subscribe({ query, ...(variables ? { variables } : {}) }, () => resolve(received))
      }),
    async [Symbol.asyncDispose]() {
      await client.dispose()
    },
  }
}

/** A socket that says exactly what a test says. */
export interface RawSocket extends AsyncDisposable {
  readonly ws: WebSocket
  // biome-ignore lint/suspicious/noExplicitAny: whatever the server says
  readonly messages: any[]
  send(message: unknown): void
  /** Code of the close, once it is closed. */
  readonly closed: Promise<number>
}

export async function openRaw(
  url: string,
  options: { protocol?: string | string[]; headers?: Record<string, string> } = {},
): Promise<RawSocket> {
  const { protocol = 'graphql-transport-ws', headers = {} } = options
  const ws = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, protocol, { headers })
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const messages: any[] = []
  ws.on('message', (data) => messages.push(JSON.parse(data.toString())))
  const closed = new Promise<number>((resolve) => ws.on('close', resolve))
  await new Promise((resolve, reject) => ws.once('open', resolve).once('error', reject))
  ws.on('error', () => {})
  return {
    ws,
    messages,
    send: (message) => ws.send(typeof message === 'string' ? message : JSON.stringify(message)),
    closed,
    async [Symbol.asyncDispose]() {
      ws.terminate()
      await closed
    },
  }
}

/** As `openRaw`, and acknowledged. */
export async function openReady(url: string, payload: object = {}): Promise<RawSocket> {
  const socket = await openRaw(url)
  const acknowledged = new Promise((resolve) => socket.ws.once('message', resolve))
  socket.send({ type: 'connection_init', payload })
  await Promise.race([acknowledged, socket.closed])
  return socket
}
