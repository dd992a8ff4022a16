import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { composeServices } from '@apollo/composition'
import type { Environment } from '@lms/kit/config'
import { createLogger } from '@lms/kit/log'
import type { RunningService } from '@lms/kit/subgraph'
import { type RouterOverrides, startRouter } from '@lms/router/server'
import { startTokenIssuer, TEST_ISSUER, type TokenClaims, type TokenIssuer } from '@lms/testkit/token-issuer'
import { createFederationHere } from './federation-here.ts'
import { type SubgraphDefinition, startTestSubgraph, type TestSubgraph } from './test-subgraph.ts'

export interface GraphQLAnswer {
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it asked for
  data?: any
  errors?: { message: string; path?: (string | number)[]; extensions: { code: string; requestId: string } }[]
  // biome-ignore lint/suspicious/noExplicitAny: as above
  extensions?: any
}

/** The router on a supergraph of the test's own, every optional part off unless switched on. */
export interface TestGraph extends AsyncDisposable {
  readonly url: string
  readonly router: RunningService
  readonly supergraphPath: string
  subgraph(name: string): TestSubgraph
  post(body: unknown, headers?: Record<string, string>): Promise<Response>
  /** Posts an operation and reads the answer. */
  ask(query: string, variables?: object, headers?: Record<string, string>): Promise<GraphQLAnswer & { status: number }>
  readonly issuer: TokenIssuer
  /** `authorization` of a signed-in person, for example with `{ roles: ['ADMIN'], scope: 'read write' }`. */
  signedIn(claims?: TokenClaims): Promise<{ authorization: string }>
}

export interface TestGraphOptions {
  subgraphs: Record<string, SubgraphDefinition>
  environment?: Environment
  overrides?: RouterOverrides
  /** Makes the supergraph; today's composition unless told. */
  compose?: typeof composeSupergraph
}

/** Composes the subgraphs, starts them and a router in front. */
export async function startTestGraph({
  subgraphs,
  environment,
  overrides,
  compose = composeSupergraph,
}: TestGraphOptions): Promise<TestGraph> {
  const folder = await mkdtemp(join(tmpdir(), 'lms-graph-'))
  const running = new Map<string, TestSubgraph>()
  for (const [name, definition] of Object.entries(subgraphs)) running.set(name, await startTestSubgraph(definition))
  const supergraphPath = join(folder, 'supergraph.graphql')
  await writeFile(supergraphPath, compose(running))
  const issuer = await startTokenIssuer()
  const started = await startRouter(
    {
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      API_GATEWAY_PORT: '0',
      SUPERGRAPH_PATH: supergraphPath,
      FRONTEND_URL: 'http://frontend.test',
      JWKS_URL: issuer.jwksUrl,
      JWT_ISSUER: TEST_ISSUER,
      IDENTITY_SUBGRAPH: 'off',
      SUBGRAPH_AUTHENTICATION: 'off',
      COST_LIMITS: 'off',
      RATE_LIMIT: 'off',
      AUTOMATIC_PERSISTED_QUERIES: 'off',
      PERSISTED_OPERATIONS: 'off',
      ...environment,
    },
    {
      log: createLogger({ level: process.env.TEST_LOG_LEVEL ?? 'silent' }),
      sharedProcess: true,
      createFederation: createFederationHere,
      ...overrides,
    },
  )
  // A test may have stopped it before its end.
  let stopped: Promise<void> | undefined
  const router = {
    ...started,
    stop() {
      stopped ??= started.stop()
      return stopped
    },
  }
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${router.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  return {
    url: router.url,
    router,
    supergraphPath,
    subgraph(name) {
      const subgraph = running.get(name)
      if (!subgraph) throw new Error(`no subgraph is called ${name}`)
      return subgraph
    },
    post,
    async ask(query, variables, headers) {
      const response = await post({ query, variables }, headers)
      return { status: response.status, ...((await response.json()) as GraphQLAnswer) }
    },
    issuer,
    async signedIn(claims) {
      return { authorization: `Bearer ${await issuer.token(claims)}` }
    },
    async [Symbol.asyncDispose]() {
      await router.stop()
      await Promise.all([issuer, ...running.values()].map((part) => part[Symbol.asyncDispose]()))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The supergraph SDL of running subgraphs, with their addresses as routing URLs. */
export function composeSupergraph(subgraphs: ReadonlyMap<string, Pick<TestSubgraph, 'url' | 'typeDefs'>>): string {
  const services = [...subgraphs].map(([name, { url, typeDefs }]) => ({ name, url, typeDefs }))
  const { supergraphSdl, errors } = composeServices(services)
  if (!supergraphSdl) throw new Error(`the test's subgraphs do not compose: ${errors?.join('\n')}`)
  return supergraphSdl
}
