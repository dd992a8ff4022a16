import type { Environment } from '@lms/kit/config'
import { connectRedis } from '@lms/kit/redis'
import { createServiceBase, type Overrides, startService } from '@lms/kit/service'
import type { RunningService } from '@lms/kit/subgraph'
import { readConfig, type UserConfig } from './config.ts'
import { createContext, type Tx } from './context.ts'
import type { Deps } from './deps.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { resolvers } from './modules/resolvers.generated.ts'
import { createSignInLimiter } from './modules/sessions/sign-in-limiter.ts'
import { createTokenIssuer } from './modules/sessions/token-issuer.ts'
import { permissions } from './permissions.ts'

export async function startUser(environment: Environment, overrides: Overrides = {}): Promise<RunningService> {
  const config = readConfig(environment)
  const base = createServiceBase<UserConfig, PrismaClient, Tx>('user-service', config, PrismaClient, overrides)
  const redis = overrides.redis ?? connectRedis(config.REDIS_URL, base.log)
  const deps: Deps = {
    ...base,
    tokens: createTokenIssuer(config.JWT_SECRET, base.clock),
    signInLimiter: createSignInLimiter(redis),
  }
  return startService(
    deps,
    {
      schemaFile: new URL('../schema.graphql', import.meta.url),
      resolvers,
      permissions,
      createContext,
      routes: (app) => app.get('/.well-known/jwks.json', () => deps.tokens.jwks()),
      close: async () => {
        if (!overrides.redis) redis.disconnect()
      },
    },
    overrides,
  )
}
