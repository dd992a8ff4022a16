import { randomUUID } from 'node:crypto'
import { connect, createServer, type Socket } from 'node:net'
import type { Environment } from '@lms/kit/config'
import { createLogger } from '@lms/kit/log'
import type { RunningService } from '@lms/kit/subgraph'
import { createApiClient, type SignedInClient } from '@lms/local/api-client'
import { freePort } from '@lms/local/ports'
import { routerEnvironment } from '@lms/local/stack-environment'
import { setUp } from '@lms/testkit/set-up'
import { startTestStack } from '@lms/testkit/stack'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startRouter } from '../src/server.ts'
import { administrator } from './journey/people.ts'
import { journeyTarget } from './journey/target.ts'

/** What is promised: access that ended is refused after this by every replica. */
const PROMISED_MS = 5_000

const stack = setUp(startTestStack)
let replica: RunningService
let admin: SignedInClient

beforeAll(async () => {
  replica = await startReplica()
  const userDatabase = { DATABASE_URL: stack.database('user').url, DB_SSL_MODE: 'disable' }
  admin = await administrator(journeyTarget(stack, userDatabase))
})
afterAll(() => replica.stop())

/** A second router of the stack; it counts nothing, so it needs no Redis. */
function startReplica(more: Environment = {}, otherPorts: Record<string, number> = {}): Promise<RunningService> {
  const ports = new Map([
    ...stack.services.map(({ service, url }) => [service.replace(/-service$/, ''), Number(new URL(url).port)] as const),
    ...Object.entries({ router: 0, ...otherPorts }),
  ])
  const environment = routerEnvironment(ports, stack.places, stack.secrets, 'silent')
  const withoutRedis = {
    REDIS_URL: undefined,
    COST_LIMITS: 'off',
    RATE_LIMIT: 'off',
    AUTOMATIC_PERSISTED_QUERIES: 'off',
  }
  return startRouter(
    { ...environment, ...withoutRedis, ...more },
    { clock: stack.clock, log: createLogger({ level: 'silent' }), sharedProcess: true },
  )
}

interface Tokens {
  userId: string
  accessToken: string
  refreshToken: string
}

const SESSION = 'user { id } session { accessToken refreshToken } userErrors { code }'
const anonymous = () => createApiClient(stack.routerUrl, null)

const tokensOf = ({ user, session }: { user: { id: string }; session: Omit<Tokens, 'userId'> }): Tokens => ({
  userId: user.id,
  ...session,
})
const newAccount = () => ({ email: `${randomUUID()}@example.com`, password: 'correct horse', displayName: 'Ada' })
const signUp = async (account = newAccount()): Promise<Tokens> =>
  tokensOf(await anonymous().mutate('signUp', account, SESSION))
const refresh = async ({ refreshToken }: Tokens): Promise<Tokens> =>
  tokensOf(await anonymous().mutate('refreshSession', { refreshToken }, SESSION))

const me = (routerUrl: string, { accessToken }: Tokens) =>
  createApiClient(routerUrl, accessToken).send('{ me { id roles { role } } }')
const routers = () => [stack.routerUrl, replica.url]
const statuses = async (tokens: Tokens) =>
  (await Promise.all(routers().map((url) => me(url, tokens)))).map(({ status }) => status)

/** Waits until no router takes the token any more. */
const expectRefused = (tokens: Tokens) =>
  expect.poll(() => statuses(tokens), { timeout: PROMISED_MS, interval: 50 }).toEqual([401, 401])

test('who signs out is out everywhere, other sessions are not', async () => {
  const account = newAccount()
  const left = await signUp(account)
  const kept = tokensOf(
    await anonymous().mutate('signIn', { email: account.email, password: account.password }, SESSION),
  )
  expect(await statuses(left)).toEqual([200, 200])
  await createApiClient(stack.routerUrl, left.accessToken).ask('mutation { signOut { userErrors { code } } }')
  await expectRefused(left)
  expect(await statuses(kept)).toEqual([200, 200])
  const { errors, headers } = await me(replica.url, left)
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED'])
  expect(headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
})

test('who is suspended is out everywhere, with every session, and stays out', async () => {
  const account = newAccount()
  const [tokens, stranger] = [await signUp(account), await signUp()]
  const second = tokensOf(
    await anonymous().mutate('signIn', { email: account.email, password: account.password }, SESSION),
  )
  await admin.mutate('suspendUser', { userId: tokens.userId, reason: 'Spam' }, 'user { suspendedAt }')
  await expectRefused(tokens)
  await expectRefused(second)
  expect(await statuses(stranger)).toEqual([200, 200])
  for (const attempt of [
    refresh(second),
    anonymous().mutate('signIn', { ...account, displayName: undefined }, SESSION),
  ])
    await expect(attempt).rejects.toMatchObject({ codes: ['ACCOUNT_SUSPENDED'] })
})

test('a change of role takes a new token, which has it and is taken at once', async () => {
  const before = await signUp()
  expect(await statuses(before)).toEqual([200, 200])
  await admin.mutate('assignRole', { userId: before.userId, role: 'INSTRUCTOR' }, 'user { id }')
  await expectRefused(before)
  const after = await refresh(before)
  for (const url of routers()) {
    const { status, data } = await me(url, after)
    expect([status, data.me.roles]).toEqual([200, [{ role: 'STUDENT' }, { role: 'INSTRUCTOR' }]])
  }
  await admin.mutate('revokeRole', { userId: before.userId, role: 'INSTRUCTOR' }, 'user { id }')
  await expectRefused(after)
})

test('an ID token of Firebase opens a session through the router', async () => {
  const idToken = await stack.firebase.signIn({ ...newAccount(), emailVerified: true })
  const tokens = tokensOf(await anonymous().mutate('exchangeFirebaseToken', { idToken }, SESSION))
  expect(await statuses(tokens)).toEqual([200, 200])
})

test('nobody but a router learns who was shut out', async () => {
  const since = new Date(0).toISOString()
  for (const client of [anonymous(), admin]) {
    const { errors } = await client.send(`{ accessChanges(since: "${since}") { sessions } }`)
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['GRAPHQL_VALIDATION_FAILED'])
  }
})

test('a router that cannot ask trusts no token before its first answer, and catches up after an outage', async () => {
  const [left, kept] = [await signUp(), await signUp()]
  const userService = stack.services.find(({ service }) => service === 'user-service')
  const line = await layLine(userService?.url ?? '')
  const router = await startReplica({ JWKS_URL: `${userService?.url}/.well-known/jwks.json` }, { user: line.port })
  const statusOf = async (tokens: Tokens) => (await me(router.url, tokens)).status
  try {
    const refused = await me(router.url, kept)
    expect([refused.status, refused.errors?.[0]?.extensions.code]).toEqual([503, 'SERVICE_UNAVAILABLE'])
    const read = await createApiClient(router.url, null).send('{ courses(first: 1) { totalCount } }')
    expect([read.status, read.errors]).toEqual([200, undefined])

    await line.connect()
    await expect.poll(() => statusOf(kept), { timeout: 20_000 }).toBe(200)
    await line.cut()
    await createApiClient(stack.routerUrl, left.accessToken).ask('mutation { signOut { userErrors { code } } }')
    expect(await statusOf(kept)).toBe(200)
    await line.connect()
    await expect.poll(() => statusOf(left), { timeout: 20_000 }).toBe(401)
    expect(await statusOf(kept)).toBe(200)
  } finally {
    await router.stop()
    await line.cut()
  }
})

/** A connection to a server that can be cut; it begins so. */
async function layLine(url: string) {
  const { hostname, port: target } = new URL(url)
  const port = await freePort()
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    return socket
  }
  const server = createServer((near) => {
    const far = keep(connect({ host: hostname, port: Number(target) }))
    keep(near).pipe(far).pipe(near)
  })
  return {
    port,
    connect: () => new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port }, resolve)),
    cut: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
