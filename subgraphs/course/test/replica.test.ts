import { createStandbyDatabase } from '@lms/kit/database'
import { createLogger } from '@lms/kit/log'
import { createMetrics } from '@lms/kit/metrics'
import type { Viewer } from '@lms/kit/viewer'
import { eventually } from '@lms/testkit/eventually'
import { startReplicatedPostgres } from '@lms/testkit/replicated-postgres'
import { setUp } from '@lms/testkit/set-up'
import { startTestSubgraph, type TestSubgraph } from '@lms/testkit/subgraph'
import { createViewer } from '@lms/testkit/viewers'
import { expect, test } from 'vitest'
import { PrismaClient } from '../src/generated/prisma/client.ts'
import { startCourse } from '../src/server.ts'
import { enroll, enrollmentOf, mutate, publishedCourse, type TestCourse } from './start-course.ts'

const silentLog = createLogger({ service: 'test', level: 'silent' })
const TEN_MINUTES_MS = 600_000

/** Two processes on one primary and its standby: one tolerates a lag of minutes, the other hardly any. */
const system = setUp(async () => {
  await using started = new AsyncDisposableStack()
  const postgres = started.use(await startReplicatedPostgres('course'))
  const start = async (mostMs: number) => {
    const environment = {
      FRONTEND_URL: 'https://learn.example.com',
      DATABASE_URL: postgres.url,
      DATABASE_REPLICA_HOST: postgres.standbyHost,
      DATABASE_REPLICA_MAX_LAG_MS: String(mostMs),
    }
    return startTestSubgraph('course', startCourse, { environment })
  }
  const [patient, strict] = [started.use(await start(TEN_MINUTES_MS)), started.use(await start(400))]
  await eventually(
    () => health(patient),
    ({ status }) => expect(status).toBe('ok'),
  )
  const running = started.move()
  return { postgres, start, patient, strict, [Symbol.asyncDispose]: () => running.disposeAsync() }
})

const health = async ({ url }: TestSubgraph) =>
  (await (await fetch(`${url}/health/replica`)).json()) as { status: string }

/** Reads that may lag and this server answered, by the process's own count. */
async function readsAt(server: 'primary' | 'standby', { url }: TestSubgraph): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(new RegExp(`lms_replica_reads_total\\{.*server="${server}".*\\} (\\d+)`).exec(text)?.[1] ?? 0)
}

const LIST = `query ($instructorId: ID!) { courses(filter: { instructorId: $instructorId }) { nodes { title } } }`
const PAGE = `query ($id: ID!) { course(id: $id) { title sections { title } } }`

async function listed(course: TestSubgraph, viewer: Viewer | null, { instructor }: TestCourse): Promise<string[]> {
  const { data } = await course.execute(viewer, LIST, { instructorId: instructor.id })
  return data.courses.nodes.map(({ title }: { title: string }) => title)
}

const titleOf = async (course: TestSubgraph, viewer: Viewer | null, { id }: TestCourse): Promise<string> =>
  (await course.execute(viewer, PAGE, { id })).data.course?.title

const rename = (course: TestSubgraph, { id, instructor }: TestCourse, title: string) =>
  mutate(course, instructor, 'updateCourse', { courseId: id, title })

/** A published course that the standby has, too. */
async function replicatedCourse(course: TestSubgraph, title: string): Promise<TestCourse> {
  const made = await publishedCourse(course, { title })
  await eventually(
    () => system.postgres.queryStandby(`select from course where id = '${made.id}' and status = 'PUBLISHED'`),
    (rows) => expect(rows).toHaveLength(1),
  )
  return made
}

test('what may lag is read at the standby, what somebody wrote at the primary', async () => {
  const { patient, postgres } = system
  const made = await replicatedCourse(patient, 'Before')
  const learner = createViewer()
  await postgres.pauseReplay()
  await rename(patient, made, 'After')
  for (const viewer of [null, learner]) expect(await listed(patient, viewer, made)).toEqual(['Before'])
  expect(await titleOf(patient, null, made)).toBe('Before')
  for (const viewer of [made.instructor, createViewer('ADMIN')]) {
    expect(await listed(patient, viewer, made)).toEqual(['After'])
  }
  for (const viewer of [learner, made.instructor]) expect(await titleOf(patient, viewer, made)).toBe('After')
  const { enrollment } = await enroll(patient, learner, made.id)
  expect(await enrollmentOf(patient, learner, made.id)).toMatchObject({ id: enrollment.id })
  await postgres.resumeReplay()
  await eventually(
    () => listed(patient, null, made),
    (titles) => expect(titles).toEqual(['After']),
  )
})

test('a standby that lags too much is left alone, and used again when it has caught up', async () => {
  const { strict, postgres } = system
  const made = await replicatedCourse(strict, 'Early')
  await postgres.pauseReplay()
  await rename(strict, made, 'Late')
  await eventually(
    () => listed(strict, null, made),
    (titles) => expect(titles).toEqual(['Late']),
  )
  expect(await postgres.queryStandby(`select title from course where id = '${made.id}'`)).toEqual([{ title: 'Early' }])
  expect(await health(strict)).toMatchObject({ status: 'failed' })
  const before = await readsAt('primary', strict)
  await listed(strict, null, made)
  expect(await readsAt('primary', strict)).toBeGreaterThan(before)
  await postgres.resumeReplay()
  await expectUse(strict, made)
})

test('a standby that dies fails no request, and is used again when it is back', async () => {
  const { strict, postgres } = system
  // It will not look again before it is told by a read.
  await using trusting = await system.start(TEN_MINUTES_MS)
  const made = await replicatedCourse(strict, 'Steady')
  await expectUse(trusting, made)
  await expectUse(strict, made)
  const ask = () => [trusting, strict].flatMap((course) => [listed(course, null, made), titleOf(course, null, made)])
  const underWay = Array.from({ length: 10 }, ask).flat()
  await postgres.killStandby()
  const answers = await Promise.all([...underWay, ...Array.from({ length: 10 }, ask).flat()])
  expect(new Set(answers.flat())).toEqual(new Set(['Steady']))
  await postgres.startStandby()
  await expectUse(strict, made)
})

test('what reads at a standby cannot write, wherever it leads', async () => {
  const { url } = system.postgres
  const metrics = createMetrics('test', { processMetrics: false })
  const config = { DATABASE_URL: url, DB_POOL_SIZE: 1, DB_SSL_MODE: 'disable' as const }
  const { host } = new URL(url)
  const reader = createStandbyDatabase<PrismaClient>(PrismaClient, host, { config, log: silentLog, metrics })
  try {
    expect(await reader.category.count()).toBeGreaterThanOrEqual(0)
    await expect(reader.category.create({ data: { id: 'category_1', name: 'Music' } })).rejects.toThrow(/read-only/)
  } finally {
    await reader.$disconnect()
  }
})

/** Asks until the standby has answered. */
async function expectUse(course: TestSubgraph, made: TestCourse): Promise<void> {
  const before = await readsAt('standby', course)
  await eventually(
    async () => {
      await listed(course, null, made)
      return readsAt('standby', course)
    },
    (reads) => expect(reads).toBeGreaterThan(before),
  )
}
