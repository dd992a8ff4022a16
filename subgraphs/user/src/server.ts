import { checkRedis, openRedis } from '@lms/kit/redis'
import { defineService } from '@lms/kit/service'
import { createSignedTexts } from '@lms/kit/signed-texts'
import { createRedisBuckets } from '@lms/kit/token-bucket'
import { readConfig } from './config.ts'
import { type Context, createContext } from './context.ts'
import type { Deps } from './deps.ts'
import { lockFirst } from './events/lock-first.ts'
import { onErasureCompleted } from './events/on-erasure-completed.ts'
import { onExportCollected } from './events/on-export-collected.ts'
import { onExportOpened } from './events/on-export-opened.ts'
import { onExportReady } from './events/on-export-ready.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { answerPasswordResets } from './jobs/answer-password-resets.ts'
import { deleteOldSessions } from './jobs/delete-old-sessions.ts'
import { resumeSagas } from './jobs/resume-sagas.ts'
import { sweepMailTokens } from './jobs/sweep-mail-tokens.ts'
import { createLimits } from './limits/limits.ts'
import { createFirebaseTokens } from './modules/firebase/firebase-tokens.ts'
import { resolvers } from './modules/resolvers.generated.ts'
import { createPasswords } from './modules/sessions/passwords.ts'
import { createTokenIssuer } from './modules/sessions/token-issuer.ts'
import { permissions } from './permissions.ts'

export const startUser = defineService<Deps, Context>({
  service: 'user-service',
  readConfig,
  PrismaClient,
  schemaFile: new URL('../schema.graphql', import.meta.url),
  resolvers,
  permissions,
  createDeps: (base, overrides) => {
    const redis = overrides.redis ?? openRedis(base.config, base.log)
    return {
      ...base,
      redis,
      buckets: createRedisBuckets(redis, base.clock),
      tokens: createTokenIssuer(base.config.JWT_SECRET),
      mailTokens: createSignedTexts(base.config.MAIL_TOKEN_SECRET),
      limits: createLimits(redis),
      passwords: createPasswords(),
      firebase: base.config.firebase && createFirebaseTokens(base.config.firebase, base.log),
    }
  },
  createContext,
  handlers: [...onErasureCompleted, onExportOpened, ...onExportCollected, onExportReady],
  lockFirst,
  jobs: [answerPasswordResets, sweepMailTokens, deleteOldSessions, resumeSagas],
  checks: ({ redis }) => ({ redis: () => checkRedis(redis) }),
  routes: (app, { tokens }) => app.get('/.well-known/jwks.json', () => tokens.jwks()),
  close: async ({ redis, firebase }, overrides) => {
    await firebase?.close()
    if (!overrides.redis) redis.disconnect()
  },
})
