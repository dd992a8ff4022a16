import { createKeyPair } from '@lms/kit/key-pair'
import { startTokenIssuer, TEST_ISSUER } from '@lms/testkit/token-issuer'
import { createLocalRedis } from '../local-redis.ts'
import { bareVariant, fullVariant } from '../router/router-variants.ts'
import { startRouterProcess } from '../router/start-router-process.ts'
import { type BenchProcess, ROUTER_CORE, startProcess } from '../start-process.ts'

/** Something that sends a room's events to its clients. */
export interface SubscriptionServer extends AsyncDisposable {
  readonly process: BenchProcess
  /** Access tokens of as many people; none where everybody is anonymous. */
  tokens(count: number): Promise<string[]>
  /** Whether all clients must call their operation the same. */
  readonly sameId: boolean
}

/** What the servers are started with. */
export interface ServerPlace {
  supergraphPath: string
  roomUrl: string
}

/** As many sockets as a benchmark opens from one address. */
const NO_LIMITS = { SOCKETS_IN_ALL: '100000', SOCKETS_PER_ADDRESS: '100000', SUBSCRIPTIONS_PER_CALLER: '100000' }
const IN_AN_HOUR = Math.floor(Date.now() / 1000) + 3_600

const nobody = async () => []

async function startFloor({ roomUrl }: ServerPlace): Promise<SubscriptionServer> {
  const module = new URL('./floor-process.ts', import.meta.url)
  const process = await startProcess(module, ROUTER_CORE, { environment: { ROOM_URL: roomUrl } })
  return { process, tokens: nobody, sameId: true, [Symbol.asyncDispose]: () => process[Symbol.asyncDispose]() }
}

async function startAnonymous({ supergraphPath }: ServerPlace): Promise<SubscriptionServer> {
  const bare = bareVariant(supergraphPath, 'subgraph requests')
  const process = await startRouterProcess({ ...bare, environment: { ...bare.environment, ...NO_LIMITS } })
  return { process, tokens: nobody, sameId: false, [Symbol.asyncDispose]: () => process[Symbol.asyncDispose]() }
}

/** Everybody is another person, and everything is on that is on in production. */
async function startSignedIn({ supergraphPath }: ServerPlace): Promise<SubscriptionServer> {
  const running = new AsyncDisposableStack()
  const redis = running.use(await createLocalRedis())
  const issuer = running.use(await startTokenIssuer())
  const full = running.use(await fullVariant(supergraphPath, redis.url))
  const environment = {
    ...full.environment,
    ...NO_LIMITS,
    SUBGRAPH_AUTHENTICATION: 'on',
    SERVICE_SECRET_KEY: createKeyPair().privateKey,
    JWKS_URL: issuer.jwksUrl,
    JWT_ISSUER: TEST_ISSUER,
  }
  const process = running.use(await startRouterProcess({ ...full, environment }))
  return {
    process,
    tokens: (count) =>
      Promise.all(
        Array.from({ length: count }, (_, n) =>
          issuer.token({ sub: `user_${n}`, sid: `session_${n}`, exp: IN_AN_HOUR }),
        ),
      ),
    sameId: false,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

export const subscriptionServers = {
  'bare ws': startFloor,
  'ours, anonymous': startAnonymous,
  'ours, 1 person each': startSignedIn,
} satisfies Record<string, (place: ServerPlace) => Promise<SubscriptionServer>>

export type ServerName = keyof typeof subscriptionServers
