import { REPLICAS } from '../topology.ts'
import type { Scarce, Stage } from './capacity.ts'

/** From one of each to many deployments. The third and fourth are what `infra/terraform` makes for production. */
export const STAGES: readonly Stage[] = [
  {
    name: 'one pod of each, two cores',
    pods: 1,
    nodeCores: 2,
    ownServers: true,
    postgres: { servers: 1, cores: 2, standbys: false },
    redisShards: 1,
  },
  {
    name: 'one node of eight cores, two pods of each',
    pods: REPLICAS.least,
    nodeCores: 8,
    ownServers: true,
    postgres: { servers: 1, cores: 4, standbys: false },
    redisShards: 1,
  },
  {
    name: 'production as made: managed servers, three nodes, up to four pods of each',
    pods: 4,
    nodeCores: 12,
    ownServers: false,
    postgres: { servers: 1, cores: 4, standbys: true },
    redisShards: 2,
  },
  {
    name: `the same at its most: sixteen nodes, up to ${REPLICAS.most} pods of each`,
    pods: REPLICAS.most,
    nodeCores: 64,
    ownServers: false,
    postgres: { servers: 1, cores: 4, standbys: true },
    redisShards: 2,
  },
  {
    name: 'up to a hundred pods of each, a PostgreSQL of sixteen cores for each service',
    pods: 100,
    nodeCores: 320,
    ownServers: false,
    postgres: { servers: 8, cores: 16, standbys: true },
    redisShards: 4,
  },
  {
    name: 'fifty such deployments, each with its own people',
    pods: 100,
    nodeCores: 320,
    ownServers: false,
    postgres: { servers: 8, cores: 16, standbys: true },
    redisShards: 4,
    cells: 50,
  },
]

/** What to do when something is used up. */
export const NEXT: Readonly<Record<Scarce, string>> = {
  pods: 'more pods: the autoscaler up to its most, then `maxReplicas`; [more clients of PgBouncer](#connections-and-pgbouncer) with them',
  nodes: 'more nodes, which the cluster autoscaler adds up to the most that Terraform allows',
  sockets: 'more routers, or more memory for each: [sockets](#sockets)',
  postgres:
    'a larger machine; [standbys](#read-replicas); then [a server for each service](#one-server-for-each-service)',
  connections:
    'a larger `default_pool_size`, as far as PostgreSQL has connections: [PgBouncer](#connections-and-pgbouncer)',
  wal: 'faster volumes; then [a server for each service](#one-server-for-each-service)',
  redis: 'more [shards](#redis-cluster)',
  relay: '[fewer or smaller events, or another deployment](#kafka): a service has one active relay',
}
