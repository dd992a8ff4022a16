import { parseArgs } from 'node:util'
import { percentile } from '@lms/bench/hostile/paced-load'
import { needRealServers } from '../need-real-servers.ts'
import { rotateAccessTokenKey } from './access-token-key.ts'
import { rotateDatabasePassword } from './database-password.ts'
import { rotateInternalTokenKey } from './internal-token-key.ts'
import { rotatePartnerKey } from './partner-key.ts'
import { rotateRedisPassword } from './redis-password.ts'
import { type RotatedForm, type RotatedSystem, startRotatedSystem } from './rotated-system.ts'
import type { Rotation } from './rotation.ts'
import { type RotationResult, type RunOptions, runRotations } from './run-rotations.ts'
import { rotateRazorpayWebhookSecret, rotateStripeWebhookSecret } from './webhook-secrets.ts'

/** How each secret is replaced, by its name. */
const ROTATIONS: Readonly<Record<string, (system: RotatedSystem) => Rotation | Promise<Rotation>>> = {
  JWT_SECRET: rotateAccessTokenKey,
  SERVICE_SECRET_KEY: rotateInternalTokenKey,
  DATABASE_URL: rotateDatabasePassword,
  STRIPE_WEBHOOK_SECRET: rotateStripeWebhookSecret,
  RAZORPAY_WEBHOOK_SECRET: rotateRazorpayWebhookSecret,
  'partner key': rotatePartnerKey,
  REDIS_URL: rotateRedisPassword,
}

/** Secrets whose rotation is proven. */
export const PROVEN: readonly string[] = Object.keys(ROTATIONS)

/** What `npm test` does: all at once, with the services that hold them, and no wait before routers ask for keys. */
export const SHORT: RotatedForm = {
  subgraphs: ['user', 'payment'],
  replicas: 1,
  environment: { JWKS_COOLDOWN_MS: '0' },
}

const FULL: RotatedForm = { subgraphs: SHORT.subgraphs, replicas: 2, environment: {} }

const options = {
  /** All secrets at once, one process of each. */
  short: { type: 'boolean', default: false },
  /** One secret alone. */
  only: { type: 'string' },
  /** How many times as much load. */
  pace: { type: 'string' },
} as const

/** Replaces each secret under load, and tries the old one. @returns whether nothing failed and all old ones are refused */
export async function run(args: string[]): Promise<boolean> {
  const { values } = parseArgs({ args, options })
  if (values.only !== undefined && !PROVEN.includes(values.only))
    throw new Error(`--only takes one of ${PROVEN.join(', ')}.`)
  await using servers = await needRealServers()
  await using system = await startRotatedSystem(servers, values.short ? SHORT : FULL)
  const runOptions = { pace: Number(values.pace ?? (values.short ? 1 : 2)), log: (line: string) => console.log(line) }
  runOptions.log('started')
  const names = PROVEN.filter((name) => name === (values.only ?? name))
  const rotate = values.short ? rotateTogether : rotateInTurn
  const results = await rotate(system, names, runOptions)
  print(results)
  return results.every(({ breaks }) => breaks.length === 0)
}

/** All of them, step by step. */
export async function rotateTogether(
  system: RotatedSystem,
  names: readonly string[],
  options: RunOptions,
): Promise<RotationResult[]> {
  const rotations = await Promise.all(names.flatMap((name) => ROTATIONS[name]?.(system) ?? []))
  return runRotations(system.stack, rotations, options)
}

async function rotateInTurn(system: RotatedSystem, names: readonly string[], options: RunOptions) {
  const results: RotationResult[] = []
  for (const name of names) {
    options.log(`\n${name}`)
    results.push(...(await rotateTogether(system, [name], options)))
  }
  return results
}

function print(results: readonly RotationResult[]): void {
  const rows = results.map(({ secret, steps, replacements, operations, refusing, breaks }) => {
    const all = [...operations.values()]
    const sum = (of: (result: (typeof all)[number]) => number) => all.reduce((total, each) => total + of(each), 0)
    const latencies = all.flatMap((each) => each.latencies).sort((a, b) => a - b)
    const row = {
      steps,
      replaced: replacements,
      requests: sum(({ sent }) => sent),
      failed: sum(({ failed }) => failed),
      'p99 ms': Math.round(percentile(latencies, 0.99)),
      'refuse the old one': refusing,
    }
    return [secret, breaks.length > 0 ? { ...row, broken: breaks.length } : row] as const
  })
  console.table(Object.fromEntries(rows))
  for (const { secret, breaks } of results) for (const each of breaks) console.log(`${secret}: ${each}`)
}
