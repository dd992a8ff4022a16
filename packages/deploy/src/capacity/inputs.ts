import { RESOURCES } from '@lms/local/resources'
import { CONNECTIONS } from '../topology.ts'

/** CPU in thousandths of a core, and of a core-second for each operation, which are milliseconds. */
interface Process {
  /** While nobody asks. */
  idle: number
  perOperation: number
}

export interface ServiceInputs extends Process {
  /** At the measured rate: mean, and in the busiest twentieth of the seconds. */
  mean: number
  p95: number
  /** Most that was resident. */
  megabytes: number
  /** What is set aside for a pod. */
  request: number
  limit: number
}

/** What the model reckons with. An operation is one of the mix of `pnpm bench product`. */
export interface Inputs {
  /** Operations in a second while `mean` and `p95` were measured. */
  measuredAt: number
  services: Readonly<Record<string, ServiceInputs>>
  postgres: Process & {
    /** Part of the time in transactions that is of one database. */
    shareOfBusiest: number
    /** Part of the work that a standby may do. */
    shareThatMayLag: number
    /** A connection is in transactions for so long for each operation. */
    busySeconds: number
    /** Connections of a pod, and those to one database past all PgBouncers. */
    poolOfPod: number
    pooled: number
    walBytes: number
    walMegabytesPerSecond: number
    /** What stays on disk. */
    diskBytes: number
  }
  redis: Process & { commands: number; commandsOfShard: number }
  events: {
    perOperation: number
    /** Which service appends the most, and which part of all. */
    busiest: string
    shareOfBusiest: number
    /** In a second. */
    perRelay: number
  }
  sockets: {
    kilobytes: number
    /** A router's memory, and which part of it may be filled. */
    megabytesLimit: number
    fill: number
  }
  people: { secondsBetweenOperations: number; socketsEach: number }
  /** From which part on something counts as used up. */
  utilisation: number
}

/** As `pnpm bench product --rate 10 --seconds 60` printed it, on two cores that others used as well. */
const MEASURED = {
  operationsPerSecond: 10.2,
  services: {
    router: { idle: 8, mean: 46, p95: 60, megabytes: 201 },
    user: { idle: 15, mean: 87, p95: 162, megabytes: 236 },
    course: { idle: 14, mean: 68, p95: 104, megabytes: 201 },
    payment: { idle: 16, mean: 46, p95: 75, megabytes: 193 },
    assessment: { idle: 15, mean: 33, p95: 75, megabytes: 176 },
    analytics: { idle: 12, mean: 33, p95: 62, megabytes: 190 },
    notification: { idle: 22, mean: 54, p95: 87, megabytes: 205 },
    'live-session': { idle: 22, mean: 24, p95: 35, megabytes: 196 },
    file: { idle: 22, mean: 25, p95: 40, megabytes: 185 },
  },
  postgres: { idle: 27, mean: 82 },
  redis: { idle: 2, mean: 5 },
}

const perOperation = ({ idle, mean }: { idle: number; mean: number }): number =>
  Number(((mean - idle) / MEASURED.operationsPerSecond).toFixed(1))

function serviceInputs([name, measured]: [string, (typeof MEASURED.services)['router']]): [string, ServiceInputs] {
  const { cpu } = RESOURCES.get(name) ?? {}
  if (!cpu) throw new Error(`nothing is set aside for ${name}`)
  return [name, { ...measured, ...cpu, perOperation: perOperation(measured) }]
}

export const INPUTS: Inputs = {
  measuredAt: MEASURED.operationsPerSecond,
  services: Object.fromEntries(Object.entries(MEASURED.services).map(serviceInputs)),
  postgres: {
    idle: MEASURED.postgres.idle,
    perOperation: perOperation(MEASURED.postgres),
    shareOfBusiest: 0.37,
    shareThatMayLag: 0.25,
    busySeconds: 0.02,
    poolOfPod: CONNECTIONS.poolOfPod,
    pooled: CONNECTIONS.poolers * CONNECTIONS.poolOfPooler,
    walBytes: 10_000,
    walMegabytesPerSecond: 60,
    diskBytes: 3_400,
  },
  redis: {
    idle: MEASURED.redis.idle,
    perOperation: perOperation(MEASURED.redis),
    commands: 10.6,
    commandsOfShard: 100_000,
  },
  events: { perOperation: 0.43, busiest: 'course', shareOfBusiest: 0.44, perRelay: 4_000 },
  sockets: { kilobytes: 20, megabytesLimit: RESOURCES.get('router')?.memory.limit ?? 0, fill: 0.8 },
  people: { secondsBetweenOperations: 20, socketsEach: 1 / 3 },
  utilisation: 0.7,
}
