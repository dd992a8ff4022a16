import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { SECRET } from './secret.ts'

/** Environment as handed to a process, or to one service of the embedded stack. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Thrown when the environment does not satisfy its schema; the message lists every problem and never a value. */
export class ConfigurationError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length} problem(s):\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    )
    this.name = 'ConfigurationError'
    this.problems = problems
  }
}

/**
 * Parses the environment with a schema and reports all problems at once.
 * `NAME_FILE` may name a file that holds the value of `NAME`, as mounted secrets do; an empty value counts as absent.
 */
export function parseEnvironment<Shape extends z.ZodObject>(schema: Shape, environment: Environment): z.infer<Shape> {
  const problems: string[] = []
  const values: Record<string, string> = {}
  for (const name of Object.keys(schema.shape)) {
    const value = readVariable(name, environment, problems)
    if (value !== undefined && value !== '') values[name] = value
  }
  const parsed = schema.safeParse(values, { reportInput: false })
  if (!parsed.success) {
    for (const issue of parsed.error.issues) problems.push(`${issue.path.join('.')}: ${describeIssue(issue, values)}`)
  }
  if (problems.length > 0 || !parsed.success) throw new ConfigurationError(problems)
  return parsed.data
}

function readVariable(name: string, environment: Environment, problems: string[]): string | undefined {
  const file = environment[`${name}_FILE`]
  if (!file) return environment[name]
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    problems.push(`${name}_FILE: the file cannot be read`)
    return undefined
  }
}

function describeIssue(issue: z.core.$ZodIssue, values: Record<string, string>): string {
  const name = String(issue.path[0] ?? '')
  return name in values ? issue.message : 'is required'
}

/** A TCP port; 0 asks the system for a free one. */
export const port = (fallback: number) => z.coerce.number().int().min(0).max(65535).default(fallback)

/** One or more PEM blocks; the first signs, all verify, so a key can be rotated without downtime. */
const pemList = z
  .string()
  .transform((text) => text.replaceAll('\\n', '\n').match(/-----BEGIN [^-]+-----[\s\S]+?-----END [^-]+-----/g) ?? [])
  .refine((blocks) => blocks.length > 0, 'must hold at least one PEM block')

function isKey(pem: string, read: (pem: string) => KeyObject, type: string): boolean {
  try {
    return read(pem).asymmetricKeyType === type
  } catch {
    return false
  }
}

/** Ed25519 private keys. */
export const signingKeys = pemList.refine(
  (blocks) => blocks.every((pem) => isKey(pem, createPrivateKey, 'ed25519')),
  'must hold Ed25519 private keys (PKCS #8 PEM) and nothing else',
)

/** Ed25519 public keys. A private one is refused: it would be known where nobody may sign. */
export const verifyingKeys = pemList.refine(
  (blocks) => blocks.every((pem) => pem.startsWith('-----BEGIN PUBLIC KEY') && isKey(pem, createPublicKey, 'ed25519')),
  'must hold Ed25519 public keys (SPKI PEM) and nothing else',
)

/** RSA private keys, as service accounts of Google have them. */
export const rsaKeys = pemList.refine(
  (blocks) => blocks.every((pem) => isKey(pem, createPrivateKey, 'rsa')),
  'must hold an RSA private key (PKCS #8 PEM)',
)

/** One or more secrets separated by commas or line breaks; the first signs, all verify. */
export const secretList = (minimumLength: number) =>
  z
    .string()
    .transform((text) => text.split(/[,\n]/).flatMap((part) => part.trim() || []))
    .refine((secrets) => secrets.length > 0, 'must hold at least one secret')
    .refine(
      (secrets) => secrets.every((secret) => secret.length >= minimumLength),
      `each secret must have at least ${minimumLength} characters`,
    )

/** A comma-separated list without empty entries. */
export const commaList = z.string().transform((text) => text.split(',').flatMap((part) => part.trim() || []))

/** A bucket of cost points, as `capacity:restored per second`. */
export const costBudget = (fallback: string) =>
  z
    .string()
    .regex(/^[1-9]\d{0,8}:[1-9]\d{0,6}$/, 'must read capacity:restored-per-second, such as 10000:100')
    .default(fallback)
    .transform((text) => {
      const [capacity = 0, restorePerSecond = 0] = text.split(':').map(Number)
      return { capacity, restorePerSecond }
    })

/** How long something is kept. */
export const retentionDays = (fallback: number) => z.coerce.number().int().min(1).max(3_650).default(fallback)

/** Whoever reads `REDIS_URL` reads this, too. */
export const redisCluster = z
  .enum(['on', 'off'])
  .default('off')
  .describe('Whether REDIS_URL names a node of a Redis Cluster')

/** The user service checks what the notification service signs: they must be given the same. */
export const mailTokenSecrets = secretList(32)
  .describe(
    'Secret(s) by which tokens in e-mails are made, of user and notification service together: the first makes, all verify',
  )
  .meta(SECRET)

/** The router charges it, the user service shows what is left of it: they must be given the same. */
export const partnerBudget = costBudget('60000:600').describe('Cost budget of a partner that has none of its own')

/** Where spans go; nothing is traced without it. */
export const tracingEnvironment = z.object({
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'Base address of an OpenTelemetry collector (OTLP over HTTP), such as http://otel-collector:4318; no tracing when absent',
    ),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('Share of traces that are kept, from 0 to 1; decided where a trace begins'),
})

/** What every process reads. */
export const processEnvironment = tracingEnvironment.extend({
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('production')
    .describe('Outside production the router answers introspection and shows the explorer page'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
    .default('info')
    .describe('Least severe log line written'),
  HOST: z.string().default('0.0.0.0').describe('Address to listen on'),
  DRAIN_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(15_000)
    .default(0)
    .describe(
      'How long a process serves on after it was told to stop, not ready any more, until balancers take note; longer than they keep idle connections',
    ),
})

/** How Kafka is reached. */
export const kafkaEnvironment = z.object({
  KAFKA_BROKERS: commaList.optional().describe('host:port list; required outside the embedded stack'),
  KAFKA_SSL_MODE: z
    .enum(['disable', 'require', 'verify-full'])
    .default('disable')
    .describe('TLS to the brokers: require encrypts without checking the certificate, verify-full checks it'),
  KAFKA_SSL_CA: z
    .string()
    .optional()
    .describe('PEM of the authority that signed the brokers’ certificates (verify-full)'),
  KAFKA_SASL_MECHANISM: z
    .enum(['plain', 'scram-sha-256', 'scram-sha-512'])
    .optional()
    .describe('How to sign in to the brokers; not at all when absent. plain needs TLS'),
  KAFKA_USERNAME: z.string().optional().describe('User of KAFKA_SASL_MECHANISM'),
  KAFKA_PASSWORD: z.string().optional().describe('Password of KAFKA_USERNAME').meta(SECRET),
  KAFKA_SESSION_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(1_000)
    .max(300_000)
    .default(30_000)
    .describe('After so long without a sign of life a consumer is put out of its group and others take its partitions'),
})

/** What every subgraph reads besides its own port. */
export const subgraphEnvironment = processEnvironment.extend({
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .describe("The service's own PostgreSQL database; may pass through PgBouncer")
    .meta(SECRET),
  DATABASE_DIRECT_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('The same database past any pooler, for LISTEN, advisory locks and migrations; DATABASE_URL when absent')
    .meta(SECRET),
  DATABASE_REPLICA_HOST: z
    .string()
    .regex(/^[\w.-]+(:\d{1,5})?$/, 'must be a host, or host:port')
    .optional()
    .describe(
      'Host, or host:port, of a standby of the same server, past any pooler: reads that may lag go there; to the primary when absent',
    ),
  DATABASE_REPLICA_MAX_LAG_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(600_000)
    .default(5_000)
    .describe('A standby that is further behind than this is left alone until it has caught up'),
  DB_POOL_SIZE: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(10)
    .describe('Connections per process, and as many to its standby'),
  DB_SSL_MODE: z
    .enum(['disable', 'require', 'verify-full'])
    .default('require')
    .describe('require encrypts without checking the certificate, as libpq does; verify-full checks it'),
  DB_SSL_CA: z.string().optional().describe('PEM of the authority that signed the database certificate (verify-full)'),
  SERVICE_PUBLIC_KEY: verifyingKeys.describe(
    "Ed25519 public key(s) (SPKI PEM) that verify the router's internal tokens",
  ),
  ...kafkaEnvironment.shape,
  OUTBOX_RETENTION_DAYS: retentionDays(7).describe('How long published events stay in the outbox'),
  INBOX_RETENTION_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(36_500)
    .default(400)
    .describe('How long a service knows which events it has handled; longer than topics keep them'),
})

export type KafkaConfig = z.infer<typeof kafkaEnvironment>
export type TracingConfig = z.infer<typeof tracingEnvironment>
export type ProcessConfig = z.infer<typeof processEnvironment>
export type SubgraphConfig = z.infer<typeof subgraphEnvironment> & { port: number }
