import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { limitsOf, peopleAt, type Stage } from './capacity.ts'
import { INPUTS, type Inputs } from './inputs.ts'
import { SCALING_PAGE, withTables } from './scaling-page.ts'
import { STAGES } from './stages.ts'

const service = { mean: 0, p95: 0, megabytes: 100, request: 100, limit: 200 }

/** Round numbers: an operation takes 1 ms of the router, 2 ms of the course service, 1 ms of PostgreSQL. */
const ROUND: Inputs = {
  measuredAt: 10,
  services: {
    router: { ...service, idle: 0, perOperation: 1 },
    course: { ...service, idle: 10, perOperation: 2 },
  },
  postgres: {
    idle: 0,
    perOperation: 1,
    shareOfBusiest: 0.5,
    shareThatMayLag: 0.5,
    busySeconds: 0.002,
    poolOfPod: 10,
    pooled: 20,
    walBytes: 1_000,
    walMegabytesPerSecond: 10,
    diskBytes: 100,
  },
  redis: { idle: 0, perOperation: 0, commands: 2, commandsOfShard: 1_000 },
  events: { perOperation: 0.5, busiest: 'course', shareOfBusiest: 0.5, perRelay: 1_000 },
  sockets: { kilobytes: 10, megabytesLimit: 200, fill: 0.75 },
  people: { secondsBetweenOperations: 10, socketsEach: 0.5 },
  utilisation: 0.5,
}

const ONE: Stage = {
  name: 'one of each',
  pods: 1,
  nodeCores: 1,
  ownServers: false,
  postgres: { servers: 1, cores: 1, standbys: false },
  redisShards: 1,
}

const limits = (stage: Partial<Stage> = {}, inputs = ROUND) =>
  Object.fromEntries(
    limitsOf({ ...ONE, ...stage }, inputs).map(({ what, operationsPerSecond }) => [what, operationsPerSecond]),
  )

describe('the model', () => {
  test('finds for each thing the load at which it is used up', () => {
    expect(limits()).toEqual({
      // (100m × 0.5 − 10m) / 2 ms of the course service; the router would carry 50.
      pods: 20,
      // (1,000m × 0.5 − 10m) / 3 ms
      nodes: 490 / 3,
      // 50 MB more for sockets are 5,000 of them, of 10,000 people, who act once in ten seconds.
      sockets: 1_000,
      postgres: 500,
      // 10 connections, half of them busy, 2 ms for each operation, half of it in one database.
      connections: 5_000,
      wal: 10_000,
      redis: 250,
      relay: 4_000,
    })
  })

  test('names the scarcest first, and of which service', () => {
    expect(limitsOf(ONE, ROUND)[0]).toEqual({ what: 'pods', of: 'course', operationsPerSecond: 20 })
    const sorted = limitsOf(ONE, ROUND).map(({ operationsPerSecond }) => operationsPerSecond)
    expect(sorted).toEqual(sorted.toSorted((one, other) => one - other))
  })

  test('gives twice as much for twice the pods, and nothing of what pods do not help', () => {
    const [one, two] = [limits(), limits({ pods: 2 })]
    for (const what of ['pods', 'sockets', 'connections']) expect(two[what]).toBe(2 * (one[what] ?? 0))
    for (const what of ['postgres', 'wal', 'redis', 'relay']) expect(two[what]).toBe(one[what])
    // PgBouncer lends so many and no more.
    expect(limits({ pods: 20 }).connections).toBe(10_000)
  })

  test('takes reading off a primary that has standbys, and databases off a server that has company', () => {
    const postgres = { servers: 1, cores: 1, standbys: true }
    expect(limits({ postgres }).postgres).toBe(1_000)
    expect(limits({ postgres: { ...postgres, standbys: false, servers: 8 } }).postgres).toBe(1_000)
    expect(limits({ postgres: { ...postgres, servers: 8 } })).toMatchObject({ postgres: 2_000, wal: 20_000 })
  })

  test('counts servers on the same nodes, and deployments beside each other', () => {
    expect(limits({ ownServers: true }).nodes).toBe(490 / 4)
    expect(limits({ cells: 50 }).pods).toBe(1_000)
    expect(peopleAt(1_000, ROUND)).toBe(10_000)
  })

  test('has nothing left where the pods alone are too much', () => {
    expect(limits({ nodeCores: 0.01 }).nodes).toBe(0)
  })
})

test('each deployment of the page carries more than the one before', () => {
  const carried = STAGES.map((stage) => limitsOf(stage, INPUTS)[0]?.operationsPerSecond ?? 0)
  expect(carried).toEqual(carried.toSorted((one, other) => one - other))
  expect(new Set(carried).size).toBe(STAGES.length)
})

test('the tables of the page are up to date', () => {
  const page = readFileSync(SCALING_PAGE, 'utf8')
  expect(page, 'run "node packages/deploy/src/main.ts docs"').toBe(withTables(page))
})
