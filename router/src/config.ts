import { fileURLToPath } from 'node:url'
import {
  commaList,
  costBudget,
  type Environment,
  parseEnvironment,
  partnerBudget,
  port,
  processEnvironment,
  redisCluster,
  signingKeys,
} from '@lms/kit/config'
import { SECRET } from '@lms/kit/secret'
import { z } from 'zod'

const committedSupergraph = fileURLToPath(new URL('../supergraph.graphql', import.meta.url))

/** `name=url` pairs. */
const urlsByName = (protocol: RegExp) =>
  z
    .string()
    .transform((text) => text.split(',').map((pair) => pair.trim().split(/=(.*)/s).slice(0, 2) as [string, string]))
    .pipe(z.array(z.tuple([z.string().min(1), z.url({ protocol })])))
    .transform((pairs) => new Map(pairs))

const httpUrl = z.url({ protocol: /^https?$/ })
const onOff = z.enum(['on', 'off']).default('on')
const count = (fallback: number, least = 1) => z.coerce.number().int().min(least).default(fallback)

/** Environment of the router. */
export const routerEnvironment = processEnvironment
  .extend({
    API_GATEWAY_PORT: port(3000).describe('Port of the router'),
    SUPERGRAPH_PATH: z
      .string()
      .optional()
      .describe('File with the supergraph SDL (Federation 2), watched for changes; the committed one when absent'),
    SUBGRAPH_URLS: urlsByName(/^https?$/)
      .optional()
      .describe("Where subgraphs are when not at the supergraph's routing URLs: name=url, separated by commas"),
    SUBGRAPH_SOCKET_URLS: urlsByName(/^wss?$/)
      .optional()
      .describe(
        'Where subgraphs take subscriptions when not at the address of their queries: name=url, separated by commas',
      ),
    FRONTEND_URL: httpUrl.describe('The one origin that browsers may call from (CORS, WebSockets)'),
    TRUSTED_PROXIES: z.coerce
      .number()
      .int()
      .min(0)
      .max(10)
      .default(0)
      .describe(
        'How many proxies (CDN, load balancer, ingress) stand in front and append to X-Forwarded-For; a header with fewer entries is not believed',
      ),
    REDIS_URL: z
      .url({ protocol: /^rediss?$/ })
      .optional()
      .describe(
        'Cost budgets, request windows and automatic persisted queries across replicas; needed unless all are off',
      )
      .meta(SECRET),
    REDIS_CLUSTER: redisCluster,

    SUBGRAPH_AUTHENTICATION: onOff.describe('Whether subgraphs get a signed token with every request'),
    SERVICE_SECRET_KEY: signingKeys
      .optional()
      .describe(
        'Ed25519 private key(s) (PKCS #8 PEM) for internal tokens: the first signs; needed for SUBGRAPH_AUTHENTICATION',
      )
      .meta(SECRET),
    AUTHENTICATION: onOff.describe(
      'Whether access tokens and API keys are read; off means that everybody is anonymous',
    ),
    JWKS_URL: httpUrl.optional().describe('Public keys that verify access tokens; needed for AUTHENTICATION'),
    JWKS_COOLDOWN_MS: count(30_000, 0).describe(
      'Shortest time between two fetches of the keys because of an unknown one',
    ),
    JWT_ISSUER: z.string().default('user-service').describe('Required `iss` of access tokens'),
    JWT_AUDIENCE: z.string().default('api-gateway').describe('Required `aud` of access tokens'),
    JWT_ALGORITHMS: commaList.default(['EdDSA']).describe('Signature algorithms that are accepted'),
    IDENTITY_SUBGRAPH: z
      .string()
      .default('user')
      .describe('Subgraph that knows ended sessions, suspended people and partners; `off` in a graph without one'),
    AUTHORIZATION: z
      .enum(['filter', 'reject', 'off'])
      .default('filter')
      .describe(
        '@authenticated, @requiresScopes, @policy: filter removes what the caller may not see, reject refuses the request',
      ),

    COST_LIMITS: z
      .enum(['enforce', 'measure', 'off'])
      .default('enforce')
      .describe('Query cost: enforce refuses what is over budget, measure only reports'),
    MAX_OPERATION_COST: count(10_000).describe('Highest estimated cost of one operation'),
    DEFAULT_LIST_SIZE: count(10, 0).describe('Assumed length of a list that no @listSize describes'),
    COST_BUDGET_ANONYMOUS: costBudget('10000:100').describe('Cost budget of an address, capacity:restored-per-second'),
    COST_BUDGET_USER: costBudget('30000:300').describe('Cost budget of a signed-in person'),
    COST_BUDGET_STAFF: costBudget('60000:600').describe('Cost budget of platform staff'),
    COST_BUDGET_PARTNER: partnerBudget,
    RATE_LIMIT: onOff.describe('Whether requests of anonymous callers are counted'),
    RATE_LIMIT_WINDOW_MS: count(900_000, 1_000).describe('Window in which anonymous requests are counted'),
    RATE_LIMIT_MAX_REQUESTS: count(100).describe('Anonymous requests of one address per window'),

    PERSISTED_OPERATIONS: onOff.describe('Whether partners may call, with the operations of their manifests'),
    AUTOMATIC_PERSISTED_QUERIES: onOff.describe('Whether frontends may send a hash in place of a known document'),
    INTROSPECTION: z
      .enum(['on', 'off'])
      .optional()
      .describe('Whether the schema is shown; on by default outside production, where it must stay off'),

    CLIENT_TIMEOUT_MS: count(10_000, 100).describe('Longest time for a client to send a whole request'),
    MAX_BODY_BYTES: count(131_072, 1_024).describe('Largest request body, after decompression'),
    REQUEST_LIMITS: onOff.describe('Whether the limits on documents and variables below hold'),
    MAX_TOKENS: count(5_000).describe('Most lexical tokens of a document'),
    MAX_DEPTH: count(11).describe('Deepest nesting of fields, fragments expanded'),
    MAX_ALIASES: count(30, 0).describe('Most aliases, fragments expanded'),
    MAX_DIRECTIVES: count(50, 0).describe('Most directives of a document'),
    MAX_ROOT_FIELDS: count(20).describe('Most root fields, fragments expanded'),
    MAX_SELECTIONS: count(5_000).describe('Most fields once all fragments are expanded'),
    MAX_LIST_ITEMS: count(1_000).describe('Most items of one list in the variables'),
    PLANNING_TIMEOUT_MS: count(2_000, 50).describe('Longest time for planning one unknown document'),

    OPERATION_DEADLINE_MS: count(15_000, 100).describe('Longest time for a whole operation'),
    SUBGRAPH_TIMEOUT_MS: count(10_000, 100).describe('Longest wait for one subgraph answer'),
    SUBGRAPH_CIRCUIT_MS: count(5_000).describe('How long a subgraph that failed too often is left alone'),
    MAX_SUBGRAPH_ANSWER_BYTES: count(16_777_216, 1_024).describe('Largest answer that is read from a subgraph'),
    SUBGRAPH_SHARING: onOff.describe(
      'Whether identical queries to a subgraph for the same caller share one request while it is under way',
    ),
    REQUEST_SHARING: z
      .enum(['on', 'off'])
      .default('off')
      .describe('Whether identical queries of the same caller share one execution while it is under way'),

    SOCKETS: onOff.describe('Whether clients may open WebSockets, which subscriptions need'),
    SOCKETS_IN_ALL: count(20_000).describe('Most sockets of one router process'),
    SOCKETS_PER_CALLER: count(20).describe('Most sockets of a person or partner at one router process'),
    SOCKETS_PER_ADDRESS: count(200).describe(
      'Most sockets of an address at one router process that belong to nobody, or not yet',
    ),
    SOCKET_INIT_TIMEOUT_MS: count(3_000, 100).describe('Longest time from opening a socket to `connection_init`'),
    SOCKET_KEEPALIVE_MS: count(12_000, 100).describe('A socket that answers no ping for so long is cut'),
    SOCKET_MESSAGE_BYTES: count(65_536, 1_024).describe('Largest message from a client'),
    SOCKET_MESSAGES_PER_SECOND: count(100).describe('Most messages of one socket in a second'),
    SOCKET_OPERATIONS: count(50).describe('Most operations that run on one socket at a time'),
    SOCKET_BUFFER_BYTES: count(262_144, 1_024).describe(
      'What may wait to be sent to a client; subscriptions of one that reads more slowly end',
    ),
    SOCKET_DRAIN_MS: count(5_000, 0).describe('Time over which sockets are closed when the process is told to stop'),
    SUBSCRIPTIONS_PER_CALLER: count(200).describe('Most subscriptions of a caller at one router process'),
    SUBSCRIPTION_QUEUE_EVENTS: count(128).describe('Most events of one stream that are being resolved'),
    SUBSCRIPTION_RESUME_MS: count(60_000, 0).describe(
      'How long clients wait for a subgraph that broke off its streams to take them up again',
    ),
  })
  .superRefine((env, context) => {
    const need = (name: keyof typeof env, wanted: boolean) => {
      if (wanted && env[name] === undefined) context.addIssue({ code: 'custom', path: [name], message: 'is required' })
    }
    need('JWKS_URL', env.AUTHENTICATION === 'on')
    need('SERVICE_SECRET_KEY', env.SUBGRAPH_AUTHENTICATION === 'on')
    need('REDIS_URL', env.COST_LIMITS !== 'off' || env.RATE_LIMIT === 'on' || env.AUTOMATIC_PERSISTED_QUERIES === 'on')
    if (env.NODE_ENV === 'production' && env.INTROSPECTION === 'on')
      context.addIssue({ code: 'custom', path: ['INTROSPECTION'], message: 'must be off in production' })
  })

export type RouterConfig = ReturnType<typeof readConfig>

export function readConfig(environment: Environment) {
  const env = parseEnvironment(routerEnvironment, environment)
  const explorable = env.NODE_ENV !== 'production'
  return {
    ...env,
    port: env.API_GATEWAY_PORT,
    supergraphPath: env.SUPERGRAPH_PATH ?? committedSupergraph,
    /** The explorer page is for development. */
    explorable,
    introspection: env.INTROSPECTION === undefined ? explorable : env.INTROSPECTION === 'on',
    /** Name of the subgraph that knows the callers, or null. */
    identitySubgraph: env.AUTHENTICATION === 'on' && env.IDENTITY_SUBGRAPH !== 'off' ? env.IDENTITY_SUBGRAPH : null,
  }
}
