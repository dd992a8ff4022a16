import { type Environment, parseEnvironment, partnerBudget, pemList, port, subgraphEnvironment } from '@lms/kit/config'
import { z } from 'zod'

/** Environment of the user service. */
export const userEnvironment = subgraphEnvironment.extend({
  USER_SERVICE_PORT: port(3001).describe('Port of the user service'),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).describe('Counts failed sign-ins across replicas'),
  JWT_SECRET: pemList.describe(
    'Ed25519 private key(s) (PKCS #8 PEM) for access and refresh tokens: the first signs, all verify',
  ),
  JWT_EXPIRES_IN: z
    .string()
    .regex(/^\d+[dhm]$/, 'must be a number followed by d, h or m')
    .default('7d')
    .describe('Life of a session without use; access tokens live 15 minutes'),
  COST_BUDGET_PARTNER: partnerBudget,
})

export type UserConfig = ReturnType<typeof readConfig>

const MINUTES = { d: 1440, h: 60, m: 1 } as const

/** Life of a session in milliseconds. */
function sessionLifetime(duration: string): number {
  const unit = duration.at(-1) as keyof typeof MINUTES
  return Number(duration.slice(0, -1)) * MINUTES[unit] * 60_000
}

export function readConfig(environment: Environment) {
  const parsed = parseEnvironment(userEnvironment, environment)
  return { ...parsed, port: parsed.USER_SERVICE_PORT, sessionLifetimeMs: sessionLifetime(parsed.JWT_EXPIRES_IN) }
}
