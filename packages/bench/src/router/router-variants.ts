import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

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

export const bareVariant = (supergraphPath: string): RouterVariant => ({
  name: 'bare',
  environment: { ...BARE, SUPERGRAPH_PATH: supergraphPath },
  headers: {},
})

/** Access tokens, authorisation, cost budgets in Redis, limits and persisted queries: as in production. */
export async function fullVariant(
  supergraphPath: string,
  redisUrl: string,
): Promise<RouterVariant & { signIn: (sub: string) => Promise<string> } & AsyncDisposable> {
  const issuer = await startIssuer()
  return {
    name: 'all on',
    environment: {
      ...BARE,
      SUPERGRAPH_PATH: supergraphPath,
      REDIS_URL: redisUrl,
      AUTHENTICATION: 'on',
      JWKS_URL: issuer.jwksUrl,
      IDENTITY_SUBGRAPH: 'off',
      AUTHORIZATION: 'filter',
      COST_LIMITS: 'enforce',
      MAX_OPERATION_COST: '1000000',
      COST_BUDGET_USER: '900000000:9000000',
      RATE_LIMIT: 'on',
      AUTOMATIC_PERSISTED_QUERIES: 'on',
      REQUEST_LIMITS: 'on',
    },
    headers: { authorization: await issuer.signIn('user_1') },
    signIn: issuer.signIn,
    [Symbol.asyncDispose]: issuer.stop,
  }
}

/** Signs access tokens as the user service does and shows the key. */
async function startIssuer() {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true })
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'bench', alg: 'EdDSA', use: 'sig' }] })
  const server = createServer((_request, response) => response.setHeader('content-type', 'application/json').end(jwks))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async signIn(subject: string) {
      const token = await new SignJWT({ sid: 'session_1', roles: ['STUDENT'], scope: '' })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'bench' })
        .setIssuer('user-service')
        .setAudience('api-gateway')
        .setSubject(subject)
        .setJti(crypto.randomUUID())
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(privateKey)
      return `Bearer ${token}`
    },
    async stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
