import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { type DocumentNode, graphql, parse } from 'graphql'

/** A subgraph of a test, written down as what it is made of. */
export interface SubgraphDefinition {
  /** Without the `@link` of federation, which is added. */
  typeDefs: string
  resolvers?: object
}

/** One request that reached a subgraph. */
export interface SubgraphRequest {
  query: string
  variables: Record<string, unknown>
  headers: IncomingHttpHeaders
}

export interface TestSubgraph extends AsyncDisposable {
  readonly url: string
  readonly typeDefs: DocumentNode
  /** Everything that was asked, oldest first. */
  readonly requests: SubgraphRequest[]
  /** Status of `/health` and what is below it; 200 unless told. */
  answerHealth(status: number): void
  /** Takes the place of the subgraph's own answer; null gives it back. */
  misbehave(respond: ((request: IncomingMessage, response: ServerResponse) => void) | null): void
}

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: [
  "@key", "@shareable", "@external", "@requires", "@provides", "@tag", "@cost", "@listSize", "@inaccessible",
  "@interfaceObject", "@override", "@authenticated", "@requiresScopes", "@policy"])`

/** A subgraph over HTTP on a free port that takes requests from anybody. */
export async function startTestSubgraph({ typeDefs: sdl, resolvers = {} }: SubgraphDefinition): Promise<TestSubgraph> {
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
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    typeDefs,
    requests,
    answerHealth(status) {
      healthStatus = status
    },
    misbehave(respond) {
      misbehaviour = respond
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
