import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { type DocumentNode, type GraphQLSchema, graphql, parse } from 'graphql'
import type { ServerOptions } from 'graphql-ws'
import { useServer } from 'graphql-ws/use/ws'
import { type WebSocket, WebSocketServer } from 'ws'

/** A subgraph of a test, written down as what it is made of. */
export interface SubgraphDefinition {
  /** Without the `@link` of federation, which is added. */
  typeDefs: string
  resolvers?: object
  /** How it answers subscriptions over its WebSocket; as graphql-js does, unless told. */
  subscribe?: (schema: GraphQLSchema) => NonNullable<ServerOptions['subscribe']>
}

/** One request that reached a subgraph. */
export interface SubgraphRequest {
  query: string
  variables: Record<string, unknown>
  headers: IncomingHttpHeaders
}

/** One stream that a subgraph was asked for. */
export interface SubgraphSubscribe {
  query: string
  variables: Record<string, unknown>
  extensions: Record<string, unknown>
}

export interface TestSubgraph extends AsyncDisposable {
  readonly url: string
  readonly typeDefs: DocumentNode
  /** Everything that was asked, oldest first. */
  readonly requests: SubgraphRequest[]
  /** Every stream that was asked for, oldest first. */
  readonly subscribes: SubgraphSubscribe[]
  /** WebSockets that are open. */
  readonly sockets: ReadonlySet<WebSocket>
  /** Goes away, as a process that is killed, and comes back at the same address. */
  away(): Promise<void>
  back(): Promise<void>
  /** Status of `/health` and what is below it; 200 unless told. */
  answerHealth(status: number): void
  /** Takes the place of the subgraph's own answer; null gives it back. */
  misbehave(respond: ((request: IncomingMessage, response: ServerResponse) => void) | null): void
}

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: [
  "@key", "@shareable", "@external", "@requires", "@provides", "@tag", "@cost", "@listSize", "@inaccessible",
  "@interfaceObject", "@override", "@authenticated", "@requiresScopes", "@policy"])`

/** A subgraph over HTTP, and WebSockets, on a free port that takes requests from anybody. */
export async function startTestSubgraph(definition: SubgraphDefinition): Promise<TestSubgraph> {
  const { typeDefs: sdl, resolvers = {} } = definition
  const typeDefs = parse(sdl.includes('specs.apollo.dev/federation') ? sdl : `${LINK}\n${sdl}`)
  const schema = buildSubgraphSchema([{ typeDefs, resolvers: { ...resolvers } }])
  const requests: SubgraphRequest[] = []
  let healthStatus = 200
  let misbehaviour: ((request: IncomingMessage, response: ServerResponse) => void) | null = null
  const server = createServer(async (request, response) => {
    if (request.method === 'GET') return response.writeHead(healthStatus).end('{}')
    const { query, variables } = JSON.parse(await text(request))
    requests.push({ query, variables: variables ?? {}, headers: request.headers })
    if (misbehaviour) return misbehaviour(request, response)
    const result = await graphql({ schema, source: query, variableValues: variables, contextValue: request })
    response.setHeader('content-type', 'application/json').end(JSON.stringify(result))
  })
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  await listen(0)
  const { port } = server.address() as AddressInfo
  const streams = serveStreams(server, schema, definition.subscribe?.(schema))
  const close = async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of streams.sockets) socket.terminate()
    server.closeAllConnections()
    await closed
  }
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    typeDefs,
    requests,
    ...streams,
    away: close,
    back: () => listen(port),
    answerHealth(status) {
      healthStatus = status
    },
    misbehave(respond) {
      misbehaviour = respond
    },
    async [Symbol.asyncDispose]() {
      if (server.listening) await close()
    },
  }
}

/** The reference implementation of graphql-transport-ws. */
function serveStreams(
  server: Server,
  schema: GraphQLSchema,
  subscribe: ServerOptions['subscribe'],
): Pick<TestSubgraph, 'subscribes' | 'sockets'> {
  const subscribes: SubgraphSubscribe[] = []
  const sockets = new WebSocketServer({ server, path: '/graphql' })
  useServer(
    {
      schema,
      ...(subscribe ? { subscribe } : {}),
      context: (_connection, _id, { extensions }) => extensions ?? {},
      onSubscribe(_connection, _id, { query, variables, extensions }) {
        subscribes.push({ query, variables: variables ?? {}, extensions: extensions ?? {} })
      },
    },
    sockets,
  )
  return { subscribes, sockets: sockets.clients }
}
