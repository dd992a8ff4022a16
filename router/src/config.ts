import { fileURLToPath } from 'node:url'
import { type Environment, parseEnvironment, pemList, port, processEnvironment } from '@lms/kit/config'
import { z } from 'zod'

const committedSupergraph = fileURLToPath(new URL('../supergraph.graphql', import.meta.url))

/** `name=url` pairs. */
const subgraphUrls = z
  .string()
  .transform((text) => text.split(',').map((pair) => pair.trim().split(/=(.*)/s).slice(0, 2) as [string, string]))
  .pipe(z.array(z.tuple([z.string().min(1), z.url({ protocol: /^https?$/ })])))
  .transform((pairs) => new Map(pairs))

/** Environment of the router. */
export const routerEnvironment = processEnvironment.extend({
  API_GATEWAY_PORT: port(3000).describe('Port of the router'),
  SUPERGRAPH_PATH: z
    .string()
    .optional()
    .describe('File with the supergraph SDL (Federation 2); the committed one when absent'),
  SUBGRAPH_URLS: subgraphUrls
    .optional()
    .describe("Where subgraphs are when not at the supergraph's routing URLs: name=url, separated by commas"),
  SERVICE_SECRET_KEY: pemList.describe('Ed25519 private key(s) (PKCS #8 PEM) for internal tokens: the first signs'),
  JWKS_URL: z.url({ protocol: /^https?$/ }).describe("The user service's public keys, which verify access tokens"),
  FRONTEND_URL: z.url({ protocol: /^https?$/ }).describe('The one origin that browsers may call from (CORS)'),
  SUBGRAPH_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .default(10_000)
    .describe('Longest wait for one subgraph answer'),
})

export type RouterConfig = ReturnType<typeof readConfig>

export function readConfig(environment: Environment) {
  const parsed = parseEnvironment(routerEnvironment, environment)
  return {
    ...parsed,
    port: parsed.API_GATEWAY_PORT,
    supergraphPath: parsed.SUPERGRAPH_PATH ?? committedSupergraph,
    /** Introspection and the explorer page are for development. */
    explorable: parsed.NODE_ENV !== 'production',
  }
}
