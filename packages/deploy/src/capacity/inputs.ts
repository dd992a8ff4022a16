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

/** As `pnpm bench product --rate 30 --seconds 60` printed it, on two cores that nobody else used. */
const MEASURED = {
  operationsPerSecond: 30.1,
  services: {
    router: { idle: 14, mean: 106, p95: 129, megabytes: 243 },
    user: { idle: 27, mean: 159, p95: 204, megabytes: 219 },
    course: { idle: 20, mean: 154, p95: 210, megabytes: 231 },
    payment: { idle: 18, mean: 96, p95: 128, megabytes: 216 },
    assessment: { idle: 25, mean: 60, p95: 109, megabytes: 193 },
    analytics: { idle: 15, mean: 68, p95: 92, megabytes: 200 },
    notification: { idle: 34, mean: 110, p95: 149, megabytes: 226 },
    'live-session': { idle: 16, mean: 44, p95: 56, megabytes: 211 },
    file: { idle: 16, mean: 52, p95: 73, megabytes: 196 },
  },
  postgres: { idle: 33, mean: 175 },
  redis: { idle: 3, mean: 11 },
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
    shareOfBusiest: 0.21,
    shareThatMayLag: 0.25,
    busySeconds: 0.022,
    poolOfPod: CONNECTIONS.poolOfPod,
    pooled: CONNECTIONS.poolers * CONNECTIONS.poolOfPooler,
    walBytes: 12_000,
    walMegabytesPerSecond: 60,
    diskBytes: 2_200,
  },
  redis: {
    idle: MEASURED.redis.idle,
    perOperation: perOperation(MEASURED.redis),
    commands: 10.2,
    commandsOfShard: 100_000,
  },
  events: { perOperation: 0.49, busiest: 'course', shareOfBusiest: 0.45, perRelay: 4_000 },
  sockets: { kilobytes: 25, megabytesLimit: RESOURCES.get('router')?.memory.limit ?? 0, fill: 0.8 },
  people: { secondsBetweenOperations: 20, socketsEach: 1 / 3 },
  utilisation: 0.7,
}
