import { randomUUID } from 'node:crypto'
import type { InternalTokenSigner } from '@lms/kit/internal-token'
import { anonymous, type Viewer } from '@lms/kit/viewer'
import { type Client, createClient } from 'graphql-ws'
import { WebSocket } from 'ws'

/** One message of a stream. */
export interface Received {
  // biome-ignore lint/suspicious/noExplicitAny: tests read the fields that they selected
  data: any
  errors?: readonly { message: string; path?: readonly (string | number)[]; extensions?: { code?: unknown } }[]
  extensions?: { cursor?: string; admitted?: true }
}

/** How a stream ended: `complete`, the code of an error, or the code with which the socket was closed. */
export type StreamEnd = { code: string } | { closed: number } | 'complete'

/** A subscription as the router has it at a subgraph. */
export interface TestStream {
  /** Everything received so far, the message that says where it begins included. */
  readonly received: readonly Received[]
  /** The events among it. */
  readonly events: readonly Received[]
  /** The latest cursor; null before the first. */
  readonly cursor: string | null
  /** How it ended; null while it lasts. */
  readonly end: StreamEnd | null
  /** Ends it from this side. */
  stop(): void
}

export interface StreamOptions {
  after?: string | null
  admission?: boolean
  /** In place of a good one for this operation. */
  internalToken?: string
  /** Called with each message as it arrives. */
  onMessage?: (message: Received) => void
}

/** A connection to a subgraph's streams. */
export interface TestStreams {
  /** Subscribes as the viewer; anonymous when null. */
  subscribe(
    viewer: Viewer | null,
    query: string,
    variables?: Record<string, unknown>,
    options?: StreamOptions,
  ): Promise<TestStream>
  /** Breaks the connection without a word. */
  cut(): void
  close(): void
}

/** Connects to a subgraph as the router does: one socket, and a token with every subscription. */
export function connectStreams(service: { service: string; url: string }, signer: InternalTokenSigner): TestStreams {
  let socket: WebSocket | undefined
  const client = createClient({
    url: `${service.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazy: false,
    // What goes wrong is told to each stream.
    onNonLazyError: () => {},
    on: {
      connected: (opened) => {
        socket = opened as WebSocket
      },
    },
  })
  return {
    async subscribe(viewer, query, variables = {}, { after, admission, internalToken, onMessage } = {}) {
      const request = { viewer: viewer ?? anonymous, requestId: randomUUID(), client: randomUUID() }
      const body = JSON.stringify({ query, variables })
      const token = internalToken ?? (await signer.sign(request, service.service, body))
      return openStream(client, { query, variables, extensions: { internalToken: token, after, admission } }, onMessage)
    },
    cut: () => socket?.terminate(),
    close: () => void client.dispose(),
  }
}

function openStream(
  client: Client,
  payload: Parameters<Client['subscribe']>[0],
  onMessage: StreamOptions['onMessage'],
): TestStream {
  const received: Received[] = []
  let end: StreamEnd | null = null
  const stop = client.subscribe(payload, {
    next: (message) => {
      received.push(message as Received)
      onMessage?.(message as Received)
    },
    error: (error) => {
      end = endOf(error)
    },
    complete: () => {
      end ??= 'complete'
    },
  })
  return {
    received,
    get events() {
      return received.filter(({ data, errors }) => data !== null || errors)
    },
    get cursor() {
      return received.findLast(({ extensions }) => extensions?.cursor)?.extensions?.cursor ?? null
    },
    get end() {
      return end
    },
    stop,
  }
}

function endOf(error: unknown): StreamEnd {
  if (Array.isArray(error)) return { code: String(error[0]?.extensions?.code) }
  return { closed: (error as { code?: number }).code ?? 0 }
}
