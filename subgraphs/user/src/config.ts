import {
  type Environment,
  mailTokenSecrets,
  parseEnvironment,
  partnerBudget,
  port,
  redisCluster,
  retentionDays,
  rsaKeys,
  signingKeys,
  subgraphEnvironment,
} from '@lms/kit/config'
import { SECRET } from '@lms/kit/secret'
import { z } from 'zod'
import type { FirebaseConfig } from './modules/firebase/firebase-tokens.ts'

/** Environment of the user service. */
export const userEnvironment = subgraphEnvironment
  .extend({
    USER_SERVICE_PORT: port(3001).describe('Port of the user service'),
    REDIS_URL: z
      .url({ protocol: /^rediss?$/ })
      .describe('Counts sign-ins and mailed links across replicas')
      .meta(SECRET),
    REDIS_CLUSTER: redisCluster,
    JWT_SECRET: signingKeys
      .describe('Ed25519 private key(s) (PKCS #8 PEM) for access and refresh tokens: the first signs, all verify')
      .meta(SECRET),
    JWT_EXPIRES_IN: z
      .string()
      .regex(/^\d+[dhm]$/, 'must be a number followed by d, h or m')
      .default('7d')
      .describe('Life of a session without use; access tokens live 15 minutes'),
    SESSION_RETENTION_DAYS: retentionDays(30).describe('How long sessions are kept after they ended by themselves'),
    MAIL_TOKEN_SECRET: mailTokenSecrets,
    COST_BUDGET_PARTNER: partnerBudget,
    FIREBASE_PROJECT_ID: z
      .string()
      .optional()
      .describe('Firebase project whose ID tokens are exchanged; without it, key and e-mail none are'),
    FIREBASE_PRIVATE_KEY: rsaKeys
      .optional()
      .describe("Private key (PEM) of the project's service account")
      .meta(SECRET),
    FIREBASE_CLIENT_EMAIL: z.email().optional().describe("E-mail of the project's service account"),
    FIREBASE_API_URL: z
      .url({ protocol: /^http$/ })
      .optional()
      .describe('What stands in for googleapis.com, in the embedded stack and tests; never in production'),
    FIREBASE_AUTH_EMULATOR_HOST: z
      .string()
      .refine(() => false, 'must not be set: unsigned ID tokens would be accepted')
      .optional()
      .describe('Must not be set: the SDK would accept unsigned ID tokens'),
  })
  .superRefine((env, context) => {
    const names = ['FIREBASE_PROJECT_ID', 'FIREBASE_PRIVATE_KEY', 'FIREBASE_CLIENT_EMAIL'] as const
    const missing = names.filter((name) => env[name] === undefined)
    for (const path of missing.length < names.length ? missing : [])
      context.addIssue({ code: 'custom', path: [path], message: 'is required' })
    if (env.NODE_ENV === 'production' && env.FIREBASE_API_URL !== undefined)
      context.addIssue({ code: 'custom', path: ['FIREBASE_API_URL'], message: 'must not be set in production' })
  })

export type UserConfig = ReturnType<typeof readConfig>

const MINUTES = { d: 1440, h: 60, m: 1 } as const

/** Life of a session in milliseconds. */
function sessionLifetime(duration: string): number {
  const unit = duration.at(-1) as keyof typeof MINUTES
  return Number(duration.slice(0, -1)) * MINUTES[unit] * 60_000
}

function firebaseOf(env: z.infer<typeof userEnvironment>): FirebaseConfig | null {
  const { FIREBASE_PROJECT_ID: projectId, FIREBASE_CLIENT_EMAIL: clientEmail, FIREBASE_API_URL: apiUrl = null } = env
  const [privateKey] = env.FIREBASE_PRIVATE_KEY ?? []
  return projectId && clientEmail && privateKey ? { projectId, clientEmail, privateKey, apiUrl } : null
}

export function readConfig(environment: Environment) {
  const parsed = parseEnvironment(userEnvironment, environment)
  return {
    ...parsed,
    port: parsed.USER_SERVICE_PORT,
    sessionLifetimeMs: sessionLifetime(parsed.JWT_EXPIRES_IN),
    firebase: firebaseOf(parsed),
  }
}
