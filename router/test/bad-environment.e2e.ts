import { execFile } from 'node:child_process'
import { join } from 'node:path'
import type { Environment } from '@lms/kit/config'
import { createKeyPair } from '@lms/kit/key-pair'
import { expect, test } from 'vitest'

const { privateKey, publicKey } = createKeyPair()
const SHORT_KEY = '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----'

/** Complete and without a single address that exists: whoever believes it does not get far. */
const COMPLETE: Record<string, Environment> = {
  router: {
    FRONTEND_URL: 'https://learn.example.com',
    JWKS_URL: 'http://user.test/.well-known/jwks.json',
    REDIS_URL: 'redis://:hunter2@redis.test:6379',
    SERVICE_SECRET_KEY: privateKey,
  },
  'subgraphs/user': {
    DATABASE_URL: 'postgres://lms:hunter2@db.test/lms_user',
    REDIS_URL: 'redis://:hunter2@redis.test:6379',
    SERVICE_PUBLIC_KEY: publicKey,
    JWT_SECRET: privateKey,
    MAIL_TOKEN_SECRET: 'hunter2'.repeat(5),
  },
  'subgraphs/course': { DATABASE_URL: 'postgres://lms:hunter2@db.test/lms_course', SERVICE_PUBLIC_KEY: publicKey },
  'subgraphs/payment': {
    DATABASE_URL: 'postgres://lms:hunter2@db.test/lms_payment',
    SERVICE_PUBLIC_KEY: publicKey,
    STRIPE_SECRET_KEY: 'sk_live_hunter2hunter2',
    STRIPE_WEBHOOK_SECRET: 'whsec_hunter2hunter2',
    RAZORPAY_KEY_ID: 'rzp_live_hunter2',
    RAZORPAY_KEY_SECRET: 'hunter2hunter2',
    RAZORPAY_WEBHOOK_SECRET: 'hunter2hunter2',
  },
}

/** Runs a service as its image does. */
const start = (folder: string, environment: Environment) =>
  new Promise<{ code: unknown; output: string }>((resolve) => {
    const program = join(import.meta.dirname, '../..', folder, 'src/main.ts')
    const { PATH, NODE_COMPILE_CACHE } = process.env
    const env = { PATH, NODE_COMPILE_CACHE, ...COMPLETE[folder], ...environment }
    execFile(process.execPath, [program], { env, timeout: 30_000 }, (error, stdout, stderr) =>
      resolve({ code: error?.code, output: stdout + stderr }),
    )
  })

test.each<[string, string, Environment, string]>([
  ['router', 'without its key', { SERVICE_SECRET_KEY: undefined }, 'SERVICE_SECRET_KEY'],
  ['router', 'that would show its schema', { INTROSPECTION: 'on' }, 'INTROSPECTION'],
  ['subgraphs/user', 'with a key that is too short', { JWT_SECRET: SHORT_KEY }, 'JWT_SECRET'],
  ['subgraphs/user', 'with a secret that can be guessed', { MAIL_TOKEN_SECRET: 'hunter2' }, 'MAIL_TOKEN_SECRET'],
  [
    'subgraphs/user',
    'that would take unsigned tokens',
    { FIREBASE_AUTH_EMULATOR_HOST: 'evil.test:9099' },
    'FIREBASE_AUTH_EMULATOR_HOST',
  ],
  ['subgraphs/course', 'with a pool of no size', { DB_POOL_SIZE: 'hunter2' }, 'DB_POOL_SIZE'],
  [
    'subgraphs/course',
    'with the database of another make',
    { DATABASE_URL: 'mysql://root:hunter2@db.test' },
    'DATABASE_URL',
  ],
  [
    'subgraphs/course',
    'that was given the router’s private key',
    { SERVICE_PUBLIC_KEY: privateKey },
    'SERVICE_PUBLIC_KEY',
  ],
  ['subgraphs/payment', 'in production with test money', { STRIPE_SECRET_KEY: 'sk_test_hunter2' }, 'STRIPE_SECRET_KEY'],
  [
    'subgraphs/payment',
    'with a secret file that is not there',
    { STRIPE_WEBHOOK_SECRET_FILE: '/hunter2' },
    'STRIPE_WEBHOOK_SECRET_FILE',
  ],
])(
  '%s %s ends with status 1, names the variable and shows no value',
  async (folder, _what, environment, name) => {
    const { code, output } = await start(folder, environment)
    expect(code).toBe(1)
    const named = output.split('\n').flatMap((line) => /^ {2}(\w+): /.exec(line)?.[1] ?? [])
    expect(named[0]).toBe(name)
    expect(output).not.toMatch(/hunter2|evil\.test|sk_test|BEGIN|MC4C| at .+:\d+:\d+/)
  },
  40_000,
)
