import type { Inputs } from './inputs.ts'

/** What a deployment has. */
export interface Stage {
  name: string
  /** Pods of each service. */
  pods: number
  /** Cores of all nodes together. */
  nodeCores: number
  /** Whether PostgreSQL, Redis and Kafka run on these nodes, too. */
  ownServers: boolean
  /** Servers that the eight databases are spread over, cores of each, and whether what may lag is read at standbys. */
  postgres: { servers: number; cores: number; standbys: boolean }
  redisShards: number
  /** Deployments like this one beside each other, each with its own people. */
  cells?: number
}

/** Something that a deployment has only so much of. */
export interface Limit {
  what: Scarce
  /** Of which one, where there are several. */
  of?: string
  /** Operations in a second at which there is no more of it. */
  operationsPerSecond: number
}

export type Scarce = 'pods' | 'nodes' | 'sockets' | 'postgres' | 'connections' | 'wal' | 'redis' | 'relay'

/** At which load each thing that a deployment has is used up, the scarcest first. */
export function limitsOf(stage: Stage, inputs: Inputs): Limit[] {
  const { cells = 1 } = stage
  const limits = [
    podLimit(stage, inputs),
    nodeLimit(stage, inputs),
    socketLimit(stage, inputs),
    ...postgresLimits(stage, inputs),
    redisLimit(stage, inputs),
    relayLimit(inputs),
  ]
  return limits
    .map((limit) => ({ ...limit, operationsPerSecond: cells * Math.max(0, limit.operationsPerSecond) }))
    .sort((one, other) => one.operationsPerSecond - other.operationsPerSecond)
}

/** How many people are online when there are so many operations in a second. */
export const peopleAt = (operationsPerSecond: number, { people }: Inputs): number =>
  operationsPerSecond * people.secondsBetweenOperations

/** The service whose pods are busy first: at the share of its request from which the autoscaler wants another pod. */
function podLimit({ pods }: Stage, { services, utilisation }: Inputs): Limit {
  const [first] = Object.entries(services)
    .map(([of, { request, idle, perOperation }]) => ({
      what: 'pods' as const,
      of,
      operationsPerSecond: (pods * (request * utilisation - idle)) / perOperation,
    }))
    .sort((one, other) => one.operationsPerSecond - other.operationsPerSecond)
  if (!first) throw new Error('there is no service')
  return first
}

function nodeLimit({ pods, nodeCores, ownServers }: Stage, { services, postgres, redis, utilisation }: Inputs): Limit {
  const processes = Object.values(services)
  const sum = (of: 'idle' | 'perOperation') => processes.reduce((total, service) => total + service[of], 0)
  const ofServers = ownServers ? postgres.perOperation + redis.perOperation : 0
  const free = nodeCores * 1_000 * utilisation - pods * sum('idle') - (ownServers ? postgres.idle + redis.idle : 0)
  return { what: 'nodes', operationsPerSecond: free / (sum('perOperation') + ofServers) }
}

/** Sockets that routers have memory for, each of somebody who is online. */
function socketLimit({ pods }: Stage, { sockets, people, services }: Inputs): Limit {
  const router = services.router
  if (!router) throw new Error('there is no router')
  const room = pods * (sockets.megabytesLimit * sockets.fill - router.megabytes) * 1_000
  const online = room / sockets.kilobytes / people.socketsEach
  return { what: 'sockets', of: 'router', operationsPerSecond: online / people.secondsBetweenOperations }
}

function postgresLimits({ postgres: has, ownServers, pods }: Stage, { postgres, utilisation }: Inputs): Limit[] {
  // Each server has some of the databases; the busiest decides.
  const share = has.servers === 1 ? 1 : Math.max(postgres.shareOfBusiest, 1 / has.servers)
  const atPrimary = share * (1 - (has.standbys ? postgres.shareThatMayLag : 0))
  const cores: Limit = {
    what: 'postgres',
    operationsPerSecond:
      (has.cores * 1_000 * utilisation - postgres.idle * share) / (postgres.perOperation * atPrimary),
  }
  const wal: Limit = {
    what: 'wal',
    operationsPerSecond: (postgres.walMegabytesPerSecond * 1e6) / (postgres.walBytes * share),
  }
  // What runs on one machine needs no pooler.
  if (ownServers) return [cores, wal]
  const busy = Math.min(pods * postgres.poolOfPod, postgres.pooled)
  return [
    cores,
    wal,
    {
      what: 'connections',
      operationsPerSecond: (busy * utilisation) / (postgres.busySeconds * postgres.shareOfBusiest),
    },
  ]
}

const redisLimit = ({ redisShards }: Stage, { redis, utilisation }: Inputs): Limit => ({
  what: 'redis',
  operationsPerSecond: (redisShards * redis.commandsOfShard * utilisation) / redis.commands,
})

/** One relay of a service is active, however many pods there are. */
const relayLimit = ({ events }: Inputs): Limit => ({
  what: 'relay',
  of: events.busiest,
  operationsPerSecond: events.perRelay / (events.perOperation * events.shareOfBusiest),
})
