/*
 * What runs, what it may use, and who needs whom. The manifests are written by hand; the test of this package compares
 * them with these tables, and `pnpm lms docs` prints them (docs/deployment/topology.md).
 */

import { RESOURCES } from '@lms/local/resources'

/** CPU and memory as Kubernetes writes them: what is set aside for a process, and what it may take at most. */
export interface Resources {
  requests: { cpu: string; memory: string }
  limits: { cpu: string; memory: string }
}

export interface DeployedService {
  /** Also its Deployment, Service, ServiceAccount, Secret and image. */
  name: string
  port: number
  resources: Resources
}

const MEBIBYTES_PER_GIBIBYTE = 1_024

const quantities = (cpu: number, memory: number) => ({
  cpu: `${cpu}m`,
  memory: memory % MEBIBYTES_PER_GIBIBYTE === 0 ? `${memory / MEBIBYTES_PER_GIBIBYTE}Gi` : `${memory}Mi`,
})

function resourcesOf(name: string): Resources {
  const own = RESOURCES.get(name)
  if (!own) throw new Error(`nothing is set aside for ${name}`)
  const { cpu, memory } = own
  return { requests: quantities(cpu.request, memory.request), limits: quantities(cpu.limit, memory.limit) }
}

/** The eight subgraphs. */
export const SUBGRAPHS: readonly DeployedService[] = [
  { name: 'user-service', port: 3001, resources: resourcesOf('user') },
  { name: 'course-service', port: 3002, resources: resourcesOf('course') },
  { name: 'payment-service', port: 3003, resources: resourcesOf('payment') },
  { name: 'assessment-service', port: 3004, resources: resourcesOf('assessment') },
  { name: 'analytics-service', port: 3005, resources: resourcesOf('analytics') },
  { name: 'notification-service', port: 3006, resources: resourcesOf('notification') },
  { name: 'live-session-service', port: 3007, resources: resourcesOf('live-session') },
  { name: 'file-service', port: 3008, resources: resourcesOf('file') },
]

export const GATEWAY: DeployedService = { name: 'api-gateway', port: 3000, resources: resourcesOf('router') }

/** The nine processes of the product. */
export const DEPLOYED: readonly DeployedService[] = [GATEWAY, ...SUBGRAPHS]

/** Most and fewest pods of each, outside development. */
export const REPLICAS = { least: 2, most: 10, cpuPercent: 70 }

/** `from` opens connections to `to`. Both are pods' names, or what lies outside the namespace: see OUTSIDE. */
export interface Edge {
  from: string
  to: string
  port: number
  /** What for. */
  reason: string
}

/** What is not in the namespace, and by what a policy knows it. */
export const OUTSIDE = {
  ingress: { namespace: 'nginx-ingress' },
  monitoring: { namespace: 'monitoring' },
  'private network': { cidr: '10.0.0.0/8' },
  internet: { cidr: '0.0.0.0/0' },
} as const

const MIGRATIONS = SUBGRAPHS.map(({ name }) => `migrate-${name.replace('-service', '')}`)
const subgraphNames = SUBGRAPHS.map(({ name }) => name)
const REDIS_CLIENTS = ['api-gateway', 'user-service', 'notification-service', 'live-session-service']
const PAYMENT_PORT = 3003

const edges = (from: readonly string[], to: string, port: number, reason: string): Edge[] =>
  from.map((name) => ({ from: name, to, port, reason }))

/** Where every environment has the same. */
const EVERYWHERE: readonly Edge[] = [
  { from: 'ingress', to: 'api-gateway', port: GATEWAY.port, reason: 'clients' },
  { from: 'ingress', to: 'payment-service', port: PAYMENT_PORT, reason: 'webhooks of Stripe and Razorpay' },
  ...SUBGRAPHS.map(({ name, port }) => ({ from: 'api-gateway', to: name, port, reason: 'queries and subscriptions' })),
  ...DEPLOYED.map(({ name, port }) => ({ from: 'monitoring', to: name, port, reason: 'metrics' })),
  ...edges(
    DEPLOYED.map(({ name }) => name),
    'monitoring',
    4318,
    'traces',
  ),
  ...edges(subgraphNames, 'pgbouncer', 5432, 'its own database'),
]

/** Staging and production: servers that somebody else runs. */
const MANAGED: readonly Edge[] = [
  ...edges([...subgraphNames, ...MIGRATIONS, 'pgbouncer'], 'private network', 5432, 'PostgreSQL'),
  ...edges([...subgraphNames, 'topics'], 'private network', 9096, 'Kafka'),
  ...edges(REDIS_CLIENTS, 'private network', 6379, 'Redis'),
  { from: 'notification-service', to: 'internet', port: 587, reason: 'mail' },
  { from: 'user-service', to: 'internet', port: 443, reason: 'Firebase' },
  { from: 'payment-service', to: 'internet', port: 443, reason: 'Stripe, Razorpay' },
  { from: 'file-service', to: 'internet', port: 443, reason: 'S3' },
]

/** Development: servers of its own. The pod `nginx` stands in for the controller. */
const OWN: readonly Edge[] = [
  ...edges([...subgraphNames, ...MIGRATIONS, 'pgbouncer'], 'postgres', 5432, 'PostgreSQL'),
  ...edges([...subgraphNames, 'topics'], 'kafka', 9092, 'Kafka'),
  ...edges(REDIS_CLIENTS, 'redis', 6379, 'Redis'),
  { from: 'payment-service', to: 'stand-ins', port: 3011, reason: 'Stripe' },
  { from: 'payment-service', to: 'stand-ins', port: 3012, reason: 'Razorpay' },
  { from: 'file-service', to: 'stand-ins', port: 3013, reason: 'S3' },
  { from: 'notification-service', to: 'stand-ins', port: 3015, reason: 'mail' },
  { from: 'stand-ins', to: 'payment-service', port: PAYMENT_PORT, reason: 'webhooks' },
  { from: 'nginx', to: 'api-gateway', port: GATEWAY.port, reason: 'clients' },
  { from: 'nginx', to: 'payment-service', port: PAYMENT_PORT, reason: 'webhooks' },
]

export const OVERLAYS = ['dev', 'staging', 'production'] as const
export type Overlay = (typeof OVERLAYS)[number]

/** Every connection that an environment allows, besides names (DNS). */
export const edgesOf = (overlay: Overlay): readonly Edge[] => [...EVERYWHERE, ...(overlay === 'dev' ? OWN : MANAGED)]

/** How connections to PostgreSQL add up; the pooler's settings must say the same. */
export const CONNECTIONS = {
  /** DB_POOL_SIZE: of each pod, to PgBouncer. */
  poolOfPod: 10,
  /** Of each pod past PgBouncer: the relay's, which holds a lock and listens. */
  directOfPod: 1,
  poolers: 2,
  /** `default_pool_size`: of each PgBouncer, to each database. */
  poolOfPooler: 10,
  /** `max_client_conn` of each PgBouncer: one alone must be able to take all clients. */
  clientsOfPooler: 1_000,
  /** What PostgreSQL must be set to at least: `max_connections`. */
  most: 400,
  /** For people, backups, monitoring, and the superuser's reserve. */
  spare: 30,
  /** Services that read at a standby what may lag, past PgBouncer, with a pool of the same size. */
  readers: ['course-service', 'analytics-service'],
} as const

/** Clients of PgBouncer, and connections of PostgreSQL and its standby, when every service has as many pods as it may. */
export function countConnections(pods = REPLICAS.most + 1): { clients: number; server: number; standby: number } {
  const { poolOfPod, directOfPod, poolers, poolOfPooler, spare, readers } = CONNECTIONS
  const services = SUBGRAPHS.length
  return {
    clients: services * pods * poolOfPod,
    // A pooler more runs while they are replaced; each migration has one connection.
    server: services * (poolers + 1) * poolOfPooler + services * pods * directOfPod + services + spare,
    standby: readers.length * pods * poolOfPod + spare,
  }
}
