import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { composeServices } from '@apollo/composition'
import type { Environment } from '@lms/kit/config'
import { createLogger } from '@lms/kit/log'
import type { RunningService } from '@lms/kit/subgraph'
import { type RouterOverrides, startRouter } from '@lms/router/server'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
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
  /** `authorization` of a signed-in person. */
  signedIn(claims?: { sub?: string; roles?: string[]; scope?: string }): Promise<{ authorization: string }>
}

export interface TestGraphOptions {
  subgraphs: Record<string, SubgraphDefinition>
  environment?: Environment
  overrides?: RouterOverrides
}

/** Composes the subgraphs, starts them and a router in front. */
export async function startTestGraph({ subgraphs, environment, overrides }: TestGraphOptions): Promise<TestGraph> {
  const folder = await mkdtemp(join(tmpdir(), 'lms-graph-'))
  const running = new Map<string, TestSubgraph>()
  for (const [name, definition] of Object.entries(subgraphs)) running.set(name, await startTestSubgraph(definition))
  const supergraphPath = join(folder, 'supergraph.graphql')
  await writeFile(supergraphPath, composeSupergraph(running))
  const issuer = await startIssuer()
  const router = await startRouter(
    {
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      API_GATEWAY_PORT: '0',
      SUPERGRAPH_PATH: supergraphPath,
      FRONTEND_URL: 'http://frontend.test',
      JWKS_URL: issuer.jwksUrl,
      JWT_ISSUER: 'test-issuer',
      IDENTITY_SUBGRAPH: 'off',
      SUBGRAPH_AUTHENTICATION: 'off',
      COST_LIMITS: 'off',
      RATE_LIMIT: 'off',
      AUTOMATIC_PERSISTED_QUERIES: 'off',
      PERSISTED_OPERATIONS: 'off',
      ...environment,
    },
    { log: createLogger({ level: process.env.TEST_LOG_LEVEL ?? 'silent' }), sharedProcess: true, ...overrides },
  )
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
    signedIn: issuer.signedIn,
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

/** Signs access tokens and shows their public key. */
async function startIssuer() {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true })
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'test', alg: 'EdDSA', use: 'sig' }] })
  const server = createServer((_request, response) => response.setHeader('content-type', 'application/json').end(jwks))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`,
    async signedIn({
      sub = 'user_1',
      roles = [],
      scope = '',
    }: {
      sub?: string
      roles?: string[]
      scope?: string
    } = {}) {
      const token = await new SignJWT({ sid: 'session_1', roles, scope })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'test' })
        .setIssuer('test-issuer')
        .setAudience('api-gateway')
        .setSubject(sub)
        .setJti(crypto.randomUUID())
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(privateKey)
      return { authorization: `Bearer ${token}` }
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
