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

/** As `pnpm bench product --rate 20 --seconds 60` printed it, on two cores that others used as well. */
const MEASURED = {
  operationsPerSecond: 20.2,
  services: {
    router: { idle: 6, mean: 79, p95: 115, megabytes: 216 },
    user: { idle: 12, mean: 114, p95: 158, megabytes: 212 },
    course: { idle: 9, mean: 110, p95: 143, megabytes: 246 },
    payment: { idle: 6, mean: 74, p95: 113, megabytes: 210 },
    assessment: { idle: 9, mean: 53, p95: 96, megabytes: 193 },
    analytics: { idle: 8, mean: 51, p95: 68, megabytes: 198 },
    notification: { idle: 16, mean: 84, p95: 130, megabytes: 245 },
    'live-session': { idle: 8, mean: 38, p95: 64, megabytes: 238 },
    file: { idle: 9, mean: 40, p95: 91, megabytes: 184 },
  },
  postgres: { idle: 24, mean: 129 },
  redis: { idle: 1, mean: 7 },
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
    shareOfBusiest: 0.42,
    shareThatMayLag: 0.25,
    busySeconds: 0.02,
    poolOfPod: CONNECTIONS.poolOfPod,
    pooled: CONNECTIONS.poolers * CONNECTIONS.poolOfPooler,
    walBytes: 11_000,
    walMegabytesPerSecond: 60,
    diskBytes: 3_500,
  },
  redis: {
    idle: MEASURED.redis.idle,
    perOperation: perOperation(MEASURED.redis),
    commands: 10.3,
    commandsOfShard: 100_000,
  },
  events: { perOperation: 0.49, busiest: 'course', shareOfBusiest: 0.45, perRelay: 4_000 },
  sockets: { kilobytes: 25, megabytesLimit: RESOURCES.get('router')?.memory.limit ?? 0, fill: 0.8 },
  people: { secondsBetweenOperations: 20, socketsEach: 1 / 3 },
  utilisation: 0.7,
}
