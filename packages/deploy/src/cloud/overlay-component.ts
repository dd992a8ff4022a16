import { stringify } from 'yaml'
import type { OverlayOutputs } from './outputs.ts'

/** Files of a Kustomize component, by name. */
export type ComponentFiles = Record<'kustomization.yaml' | 'server.ini', string>

const WIDE = { lineWidth: 0 }

/** The component `cloud` of an overlay: every value that the cloud decides, at the key that it belongs to. */
export function overlayComponent(environment: string, outputs: OverlayOutputs): ComponentFiles {
  const source = `infra/terraform. Written by \`pnpm cloud:overlay ${environment}\`.`
  const component = {
    apiVersion: 'kustomize.config.k8s.io/v1alpha1',
    kind: 'Component',
    configMapGenerator: [
      ...Object.entries(literals(outputs)).map(([name, values]) => ({
        name,
        behavior: 'merge',
        literals: Object.entries(values).map(([key, value]) => `${key}=${value}`),
      })),
      { name: 'pgbouncer', behavior: 'merge', files: ['server.ini'] },
    ],
    patches: [fileRole(outputs), ingressHost(outputs)],
  }
  return {
    'kustomization.yaml': `# Where the cloud has what this environment needs: the outputs of ${source}\n${stringify(component, WIDE)}`,
    'server.ini': `; Where PostgreSQL is: an output of ${source}\n${serverSettings(outputs)}`,
  }
}

const literals = ({
  region,
  frontend_url,
  proxies,
  kafka_brokers,
  postgres_replica_hosts,
  files_bucket,
}: OverlayOutputs): Record<string, Record<string, string | number>> => ({
  subgraphs: { KAFKA_BROKERS: kafka_brokers },
  'api-gateway': { FRONTEND_URL: frontend_url, TRUSTED_PROXIES: proxies },
  // Empty where there is none. With two of them reports do not slow the catalogue down.
  'course-service': { FRONTEND_URL: frontend_url, DATABASE_REPLICA_HOST: postgres_replica_hosts[0] ?? '' },
  'analytics-service': { DATABASE_REPLICA_HOST: postgres_replica_hosts.at(-1) ?? '' },
  'notification-service': { FRONTEND_URL: frontend_url },
  'file-service': { AWS_REGION: region, S3_BUCKET: files_bucket },
})

/** The pod becomes this role by the token of its account, so it has no key. */
const fileRole = ({ file_role_arn }: OverlayOutputs) => ({
  patch: stringify(
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'file-service', annotations: { 'eks.amazonaws.com/role-arn': file_role_arn } },
    },
    WIDE,
  ),
})

const ingressHost = ({ api_host }: OverlayOutputs) => ({
  target: { kind: 'Ingress', name: 'lms' },
  patch: stringify(
    ['/spec/tls/0/hosts/0', '/spec/rules/0/host'].map((path) => ({ op: 'replace', path, value: api_host })),
    WIDE,
  ),
})

/** What a pooled connection is set to: clients' own wishes do not reach it. */
const CONNECT_QUERY = [
  "set timezone = ''UTC''",
  'set statement_timeout = 10000',
  'set lock_timeout = 3000',
  'set idle_in_transaction_session_timeout = 15000',
].join('; ')

const serverSettings = ({ postgres_host }: OverlayOutputs) => `[databases]
* = host=${postgres_host} port=5432 connect_query='${CONNECT_QUERY}'

[pgbouncer]
server_tls_sslmode = require
client_tls_sslmode = require
client_tls_cert_file = /run/secrets/tls/tls.crt
client_tls_key_file = /run/secrets/tls/tls.key
`
