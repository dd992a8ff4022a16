import { databaseName } from '@lms/kit/migrate'
import { createSecrets } from '@lms/local/secrets'
import type { SecretData } from '../dev-secrets.ts'
import { randomPassword } from '../random-password.ts'
import { SUBGRAPHS } from '../topology.ts'
import type { StoreOutputs } from './outputs.ts'
import type { DatabaseAccount } from './roles-sql.ts'

/** Secrets that only others can give: accounts at providers. By service. */
export const GIVEN: Readonly<Record<string, readonly string[]>> = {
  'user-service': ['FIREBASE_PRIVATE_KEY', 'FIREBASE_CLIENT_EMAIL'],
  'payment-service': [
    'STRIPE_SECRET_KEY',
    'STRIPE_WEBHOOK_SECRET',
    'RAZORPAY_KEY_ID',
    'RAZORPAY_KEY_SECRET',
    'RAZORPAY_WEBHOOK_SECRET',
  ],
  'notification-service': ['SMTP_URL', 'SMTP_PASS'],
  'live-session-service': ['LIVEKIT_API_KEY', 'LIVEKIT_API_SECRET'],
}

export interface Store {
  /** Values by entry of the cloud's store, such as `lms/shared`. */
  entries: SecretData
  databases: DatabaseAccount[]
  kafka: { username: string; password: string }
  redisPassword: string
}

/**
 * Makes an environment's secrets: fresh keys and passwords, and what others gave.
 *
 * @throws Error where something that only others can give is missing
 */
export function createStore(outputs: StoreOutputs, given: Readonly<Record<string, string | undefined>>): Store {
  const missing = Object.values(GIVEN)
    .flat()
    .filter((name) => !given[name])
  if (missing.length > 0) throw new Error(`Accounts lack ${missing.join(', ')}.`)
  const { service, accessTokens, mailTokens } = createSecrets()
  const kafka = { username: 'lms', password: randomPassword() }
  const redisPassword = randomPassword()
  const accounts = SUBGRAPHS.map(({ name }) => ({
    service: name,
    name: databaseName(name.replace('-service', '')),
    password: randomPassword(),
  }))
  const own: SecretData = { 'user-service': { JWT_SECRET: accessTokens.privateKey } }
  const services = accounts.map(({ service: name, ...account }) => [
    `lms/${name}`,
    { ...databaseUrls(account, outputs), ...own[name], ...pick(given, GIVEN[name] ?? []) },
  ])
  return {
    entries: {
      ...Object.fromEntries(services),
      'lms/api-gateway': { SERVICE_SECRET_KEY: service.privateKey },
      'lms/pgbouncer': { userlist: accounts.map(({ name, password }) => `"${name}" "${password}"\n`).join('') },
      'lms/shared': {
        SERVICE_PUBLIC_KEY: service.publicKey,
        MAIL_TOKEN_SECRET: mailTokens,
        REDIS_URL: `rediss://:${redisPassword}@${outputs.redis_host}:6379`,
        KAFKA_USERNAME: kafka.username,
        KAFKA_PASSWORD: kafka.password,
      },
    },
    databases: accounts.map(({ name, password }) => ({ name, password })),
    kafka,
    redisPassword,
  }
}

function databaseUrls({ name, password }: DatabaseAccount, { postgres_host }: StoreOutputs): Record<string, string> {
  const at = (host: string) => `postgres://${name}:${password}@${host}:5432/${name}`
  return { DATABASE_URL: at('pgbouncer'), DATABASE_DIRECT_URL: at(postgres_host) }
}

const pick = (given: Readonly<Record<string, string | undefined>>, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => (given[name] ? [[name, given[name]]] : [])))
