import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { systemClock } from '@lms/kit/clock'
import { createInternalTokenSigner, INTERNAL_TOKEN_HEADER } from '@lms/kit/internal-token'
import { createKeyPair } from '@lms/kit/key-pair'
import { createApiClient, signUp } from '@lms/local/api-client'
import { freePort } from '@lms/local/ports'
import { routerEnvironment } from '@lms/local/stack-environment'
import { startTestStack, type TestStack } from '@lms/testkit/stack'
import { importPKCS8, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

let stack: TestStack
beforeAll(async () => {
  stack = await startTestStack()
})
afterAll(() => stack[Symbol.asyncDispose]())

const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(`${stack.routerUrl}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
const ask = (query: string, headers?: Record<string, string>) => post(JSON.stringify({ query }), headers)
const codesOf = async (response: Response) =>
  ((await response.json()) as { errors: { extensions: { code: string } }[] }).errors.map(
    ({ extensions }) => extensions.code,
  )

const BODY = '{"query":"{ __typename }"}'
/** What the router puts on a request to a subgraph. */
const internalToken = (service: string, body = BODY, key = stack.secrets.service.privateKey) =>
  createInternalTokenSigner([key], systemClock).sign({ viewer: { kind: 'router' }, requestId: 'test' }, service, body)

const claims = { sid: 'session_1', roles: ['ADMIN'], scope: '' }
/** An access token of the user service, but for what is changed. */
async function token(
  change: { key?: string; typ?: string; issuer?: string; audience?: string; expiresIn?: number } = {},
) {
  const key = await importPKCS8(change.key ?? stack.secrets.accessTokens.privateKey, 'EdDSA')
  const { keys } = (await (await fetch(`${serviceUrl('user-service')}/.well-known/jwks.json`)).json()) as {
    keys: { kid: string }[]
  }
  const now = Math.floor(Date.now() / 1000)
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'EdDSA', typ: change.typ ?? 'at+jwt', kid: keys[0]?.kid ?? '' })
    .setIssuer(change.issuer ?? 'user-service')
    .setAudience(change.audience ?? 'api-gateway')
    .setSubject('user_1')
    .setJti('1')
    .setIssuedAt(now)
    .setExpirationTime(now + (change.expiresIn ?? 60))
    .sign(key)
}

describe('who asks', () => {
  test('a genuine access token is accepted', async () => {
    const response = await ask('{ me { id } }', { authorization: `Bearer ${await token()}` })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ data: { me: null } })
  })

  test.each([
    ['no token at all', async () => 'Bearer'],
    ['another scheme', async () => 'Basic dXNlcjpwYXNz'],
    ['garbage', async () => 'Bearer x.y.z'],
    ['a foreign key', async () => `Bearer ${await token({ key: createKeyPair().privateKey })}`],
    ['another type', async () => `Bearer ${await token({ typ: 'internal+jwt' })}`],
    ['another issuer', async () => `Bearer ${await token({ issuer: 'api-gateway' })}`],
    ['another audience', async () => `Bearer ${await token({ audience: 'course-service' })}`],
    ['the router’s own token', async () => `Bearer ${await internalToken('api-gateway')}`],
    ['an expired token', async () => `Bearer ${await token({ expiresIn: -120 })}`],
    [
      'a refresh token',
      async () =>
        `Bearer ${(await signUp(stack.routerUrl, { email: `${crypto.randomUUID()}@example.com`, password: 'correct horse', displayName: 'Ada' })).refreshToken}`,
    ],
  ])('%s is refused with 401, never taken for an anonymous caller', async (_what, authorization) => {
    const response = await ask('{ __typename }', { authorization: await authorization() })
    expect(response.status).toBe(401)
    expect(await codesOf(response)).toEqual(['UNAUTHENTICATED'])
  })

  test('headers that claim an identity change nothing', async () => {
    const response = await ask('{ me { id } }', {
      'x-user-id': 'user_1',
      'x-internal-token': 'x',
      'x-user-roles': 'ADMIN',
    })
    expect(await response.json()).toMatchObject({ data: { me: null } })
  })
})

describe('what a client learns', () => {
  test('every answer and every error names its request', async () => {
    const response = await ask('{ users { totalCount } }')
    const { errors } = (await response.json()) as { errors: { extensions: object }[] }
    expect(errors[0]?.extensions).toEqual({
      code: 'UNAUTHORIZED_FIELD_OR_TYPE',
      requestId: response.headers.get('x-request-id'),
    })
  })

  test('a browser gets the explorer page, which asks nobody else for anything', async () => {
    const response = await fetch(`${stack.routerUrl}/graphql`, { headers: { accept: 'text/html' } })
    const page = await response.text()
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(page).toContain('LMS explorer')
    expect(page).not.toMatch(/<(script|link)[^>]+(src|href)="https?:/)
  })

  test('health and metrics answer on every process', async () => {
    for (const { url, service } of stack.services) {
      expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'ok', service })
      expect((await fetch(`${url}/health/ready`)).status).toBe(200)
      expect(await (await fetch(`${url}/metrics`)).text()).toContain('lms_http_request_duration_seconds')
      if (service !== 'api-gateway') expect((await fetch(`${url}/health/database`)).status).toBe(200)
    }
  })

  test('when a subgraph is down the rest of the answer comes, and nothing says where the subgraph was', async () => {
    await using broken = await startTestStack()
    await broken.services.find(({ service }) => service === 'user-service')?.stop()
    const answer = await createApiClient(broken.routerUrl, null).send(
      '{ courses(first: 1) { totalCount } user(id: "user_1") { id } }',
    )
    expect(answer.data).toEqual({ courses: { totalCount: 0 }, user: null })
    expect(answer.errors).toMatchObject([
      { message: 'Part of the answer is not available at the moment.', extensions: { code: 'SERVICE_UNAVAILABLE' } },
    ])
    expect(JSON.stringify(answer.errors)).not.toMatch(/127\.0\.0\.1|ECONNREFUSED|user-service|localhost/)
  })
})

test('every subgraph takes a token of the router for itself, for one body, once, and nothing else', async () => {
  for (const { url, service } of stack.services.filter(({ service }) => service !== 'api-gateway')) {
    const ask = async (token: string) => {
      const headers = { 'content-type': 'application/json', [INTERNAL_TOKEN_HEADER]: token }
      return (await fetch(`${url}/graphql`, { method: 'POST', headers, body: BODY })).status
    }
    const genuine = await internalToken(service)
    const answers = {
      genuine: await ask(genuine),
      'a second time': await ask(genuine),
      'of another service': await ask(await internalToken('other-service')),
      'for another body': await ask(await internalToken(service, '{}')),
      'of a foreign key': await ask(await internalToken(service, BODY, createKeyPair().privateKey)),
      'of a person': await ask(await token()),
    }
    expect([service, Object.values(answers)]).toEqual([service, [200, 401, 401, 401, 401, 401]])
  }
})

test('every subgraph refuses a direct call; only the user service shows its keys and the payment service takes webhooks', async () => {
  for (const { url, service } of stack.services.filter(({ service }) => service !== 'api-gateway')) {
    for (const body of ['{"query":"{ __typename }"}', '{"query":"{ _service { sdl } }"}', 'x'.repeat(5_000_000)]) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      }).catch(() => null)
      // A service may close the connection on a stranger's large body before it has read it.
      if (response || body.length < 1000) expect([service, response?.status]).toEqual([service, 401])
    }
    expect((await fetch(`${url}/graphql`)).status).toBe(404)
  }
  expect((await fetch(`${serviceUrl('user-service')}/.well-known/jwks.json`)).status).toBe(200)
  for (const provider of ['stripe', 'razorpay']) {
    const response = await fetch(`${serviceUrl('payment-service')}/webhooks/${provider}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    expect(response.status).toBe(400)
  }
})

const serviceUrl = (service: string) => stack.services.find((running) => running.service === service)?.url ?? ''

describe('what is asked before a router is replaced', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lms-readiness-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  /** As a step before a rollout runs it, with a supergraph changed or as it is. */
  async function askSubgraphs(
    change: (sdl: string) => string,
    { key, courseUrl }: { key?: string; courseUrl?: string } = {},
  ) {
    const path = join(folder, `${crypto.randomUUID()}.graphql`)
    await writeFile(path, change(await readFile(new URL('../supergraph.graphql', import.meta.url), 'utf8')))
    const ports = new Map(
      stack.services.map(({ service, url }) => [
        service === 'api-gateway' ? 'router' : service.replace(/-service$/, ''),
        Number(new URL(url).port),
      ]),
    )
    const environment = routerEnvironment(ports, stack.places, stack.secrets, 'warn')
    const main = fileURLToPath(new URL('../src/readiness/main.ts', import.meta.url))
    const child = spawn(process.execPath, [main, '--seconds', '0'], {
      env: {
        ...environment,
        SUPERGRAPH_PATH: path,
        SERVICE_SECRET_KEY: key ?? environment.SERVICE_SECRET_KEY,
        // Of a name that is given twice, the last counts.
        SUBGRAPH_URLS: courseUrl ? `${environment.SUBGRAPH_URLS},course=${courseUrl}` : environment.SUBGRAPH_URLS,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [[code], output] = await Promise.all([once(child, 'exit'), text(child.stdout)])
    return { code, output: output.trim() }
  }

  test('all subgraphs have what the supergraph needs, so it may come', async () => {
    expect(await askSubgraphs((sdl) => sdl)).toEqual({
      code: 0,
      output: 'every subgraph has what the supergraph needs',
    })
  })

  test('what a subgraph lacks is named: a field, an argument, a field of another type', async () => {
    const field = (sdl: string) =>
      sdl.replace(/^type Certificate[^{]*\{/m, '$&\n  hologram: String @join__field(graph: COURSE)\n')
    expect(await askSubgraphs(field)).toEqual({ code: 1, output: 'course lacks Certificate.hologram' })
    const changed = (sdl: string) => sdl.replace('verifyCertificate(', 'verifyCertificate(colour: Int, ')
    expect(await askSubgraphs(changed)).toEqual({ code: 1, output: 'course lacks Query.verifyCertificate(colour:)' })
    const other = (sdl: string) => sdl.replace(/^(type Certificate[^{]*\{[\s\S]*?\bserial: )String/m, '$1Float')
    expect(await askSubgraphs(other)).toEqual({
      code: 1,
      output: 'course lacks Certificate.serial: Float, which is String there',
    })
  })

  test('a subgraph that cannot be reached, or takes no token of this router, is named', async () => {
    const gone = await askSubgraphs((sdl) => sdl, { courseUrl: `http://127.0.0.1:${await freePort()}/graphql` })
    expect(gone.code).toBe(1)
    expect(gone.output).toMatch(/^course does not say what it has: connect ECONNREFUSED [\d.:]+$/)
    const stranger = await askSubgraphs((sdl) => sdl, { key: createKeyPair().privateKey })
    expect(stranger.code).toBe(1)
    expect(stranger.output).toContain('course does not say what it has: it answered 401 without its SDL')
  })
})
