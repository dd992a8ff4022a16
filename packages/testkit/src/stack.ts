import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Environment } from '@lms/kit/config'
import { createLogger, type Logger } from '@lms/kit/log'
import { silentProgress } from '@lms/local/progress'
import { SERVICES } from '@lms/local/services'
import { type Stack, startStack } from '@lms/local/stack'
import { createTestClock, type TestClock } from './clock.ts'
import { createDatabase, type TestDatabase } from './database.ts'

/** The whole system in one process on databases of its own. */
export interface TestStack extends Stack, AsyncDisposable {
  readonly clock: TestClock
  /** The database of a service. */
  database(service: string): TestDatabase
  /** SQL statements that all services sent so far. */
  sqlStatements(): Promise<number>
}

export interface TestStackOptions {
  /** What the stack finds in its environment; nothing when absent. */
  environment?: Environment
  /** Where all services log, by themselves only as `TEST_LOG_LEVEL` says. */
  log?: Logger
}

/** Starts the same stack as `npm start` on free ports; `await using` ends it and removes its data. */
export async function startTestStack(options: TestStackOptions = {}): Promise<TestStack> {
  const folder = await mkdtemp(join(tmpdir(), 'lms-stack-'))
  const databases = new Map(
    await Promise.all(SERVICES.map(async ({ name }) => [name, await createDatabase(name)] as const)),
  )
  const clock = createTestClock()
  const logLevel = process.env.TEST_LOG_LEVEL ?? 'silent'
  const stack = await startStack({
    folder,
    environment: options.environment ?? {},
    ports: 'free',
    log: options.log ?? createLogger({ service: 'test', level: logLevel }),
    logLevel,
    progress: silentProgress(),
    clock,
    databases: new Map([...databases].map(([name, { url }]) => [name, url])),
    redisPrograms: [],
  })
  return {
    ...stack,
    clock,
    database(service) {
      const database = databases.get(service)
      if (!database) throw new Error(`no service is called ${service}`)
      return database
    },
    async sqlStatements() {
      const counts = await Promise.all(stack.services.map(({ metrics }) => metrics.sqlStatements.get()))
      return counts.reduce((sum, { values }) => sum + (values[0]?.value ?? 0), 0)
    },
    async [Symbol.asyncDispose]() {
      await stack.stop()
      await Promise.all([...databases.values()].map((database) => database[Symbol.asyncDispose]()))
      await rm(folder, { recursive: true, force: true })
    },
  }
}
