import { startTokenIssuer, TEST_ISSUER } from '@lms/testkit/token-issuer'
import { type Sharing, sharingEnvironment } from '../gateway/sharing.ts'

const IN_AN_HOUR = Math.floor(Date.now() / 1000) + 3_600

/** Everything that a request can do without. */
const BARE = {
  NODE_ENV: 'production',
  LOG_LEVEL: 'error',
  HOST: '127.0.0.1',
  API_GATEWAY_PORT: '0',
  FRONTEND_URL: 'http://frontend.test',
  AUTHENTICATION: 'off',
  AUTHORIZATION: 'off',
  SUBGRAPH_AUTHENTICATION: 'off',
  COST_LIMITS: 'off',
  RATE_LIMIT: 'off',
  PERSISTED_OPERATIONS: 'off',
  AUTOMATIC_PERSISTED_QUERIES: 'off',
  REQUEST_LIMITS: 'off',
}

/** A router's environment and the headers that its callers send. */
export interface RouterVariant {
  name: string
  environment: Record<string, string>
  headers: Record<string, string>
}

export const bareVariant = (supergraphPath: string, sharing: Sharing = 'none'): RouterVariant => ({
  name: 'bare',
  environment: { ...BARE, ...sharingEnvironment(sharing), SUPERGRAPH_PATH: supergraphPath, BENCH_METRICS: 'off' },
  headers: {},
})

/** Access tokens, authorisation, cost budgets in Redis, limits and persisted queries: as in production. */
export async function fullVariant(supergraphPath: string, redisUrl: string): Promise<RouterVariant & AsyncDisposable> {
  const issuer = await startTokenIssuer()
  return {
    name: 'all on',
    environment: {
      ...BARE,
      ...sharingEnvironment('none'),
      SUPERGRAPH_PATH: supergraphPath,
      REDIS_URL: redisUrl,
      AUTHENTICATION: 'on',
      JWKS_URL: issuer.jwksUrl,
      JWT_ISSUER: TEST_ISSUER,
      IDENTITY_SUBGRAPH: 'off',
      AUTHORIZATION: 'filter',
      COST_LIMITS: 'enforce',
      MAX_OPERATION_COST: '1000000',
      COST_BUDGET_USER: '900000000:9000000',
      RATE_LIMIT: 'on',
      AUTOMATIC_PERSISTED_QUERIES: 'on',
      REQUEST_LIMITS: 'on',
    },
    headers: { authorization: `Bearer ${await issuer.token({ exp: IN_AN_HOUR })}` },
    [Symbol.asyncDispose]: () => issuer[Symbol.asyncDispose](),
  }
}
