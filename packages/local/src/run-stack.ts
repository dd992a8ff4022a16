import { access, constants, mkdir, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { createLogger } from '@lms/kit/log'
import { pino } from 'pino'
import { DEMO_LOGINS, seedDemo } from './demo/seed-demo.ts'
import { canRunKafka } from './kafka-install.ts'
import { type KafkaServer, startKafkaServer } from './kafka-server.ts'
import type { Progress } from './progress.ts'
import { readyTable } from './ready-table.ts'
import { type Stack, startStack } from './stack.ts'
import { StackError } from './stack-error.ts'
import { stackFolder } from './stack-folder.ts'
import { lockFolder } from './stack-lock.ts'
import { watchPostgres } from './watch-postgres.ts'

const LEAST_FREE_BYTES = 300 * 1024 * 1024

export interface RunOptions {
  /** Starts a real Apache Kafka instead of carrying events in process. */
  kafka: boolean
  /** Added to every port. */
  portOffset: number
  progress: Progress
  /** Aborts when somebody asks to stop. */
  stopping: AbortSignal
}

/** `npm start`: the whole system in this process, with progress while it starts and a table when it is ready. */
export async function runStack(environment: NodeJS.ProcessEnv, options: RunOptions): Promise<void> {
  const { progress, stopping } = options
  const folder = stackFolder(environment)
  await assertWritable(folder)
  await assertRoom(folder)
  const lock = await lockFolder(folder, () => progress.note('Waiting for another start on the same data to stop …'))
  const logFile = join(folder, 'log/lms.log')
  const logLevel = environment.LOG_LEVEL ?? 'info'
  const destination = pino.destination({ dest: logFile, sync: true })
  const log = createLogger({ level: logLevel, destination })
  const kafka = options.kafka ? await startKafka(folder, progress) : null
  try {
    const brokers = kafka ? { KAFKA_BROKERS: kafka.broker } : {}
    const ports = { offset: options.portOffset }
    const stack = await startStack({
      folder,
      environment: { ...environment, ...brokers },
      ports,
      log,
      logLevel,
      progress,
    })
    try {
      await serve(stack, stopping, () => announce(stack, progress, { logFile, folder }))
    } catch (error) {
      // What broke is what the user must hear of, not what could not be stopped because of it.
      await stack.stop().catch((cause: unknown) => log.error({ err: cause }, 'stopping failed'))
      throw error
    }
    console.log('\nStopping …')
    await stack.stop()
  } finally {
    await kafka?.stop()
    await lock.release()
  }
  console.log('Stopped. The data is kept; npm start continues with it.')
  process.exit(0)
}

/** Lasts until somebody asks to stop. @throws StackError when PostgreSQL ends first, or what `announce` throws */
async function serve(stack: Stack, stopping: AbortSignal, announce: () => Promise<void>): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    if (stopping.aborted) resolve()
    stopping.addEventListener('abort', () => resolve())
  })
  const watched = watchPostgres(stack.databases.get('user') ?? '', stopping)
  // What still runs when the stack stops fails, and nobody waits for it any more.
  const announced = announce()
  for (const left of [watched, announced]) left.catch(() => {})
  await Promise.race([announced, watched, stopped])
  await Promise.race([watched, stopped])
}

async function startKafka(folder: string, progress: Progress): Promise<KafkaServer> {
  if (!(await canRunKafka())) {
    throw new StackError(
      'A real Kafka needs Java 17 and mvn on the PATH.',
      'Install them, set KAFKA_BROKERS, or leave --kafka out.',
    )
  }
  return progress.step(
    'Kafka',
    () => startKafkaServer({ dir: join(folder, 'kafka') }),
    ({ broker }) => `Apache Kafka on ${broker}`,
  )
}

async function announce(stack: Stack, progress: Progress, about: { logFile: string; folder: string }): Promise<void> {
  await progress.step(
    'Demo data',
    () => seedDemo(stack, about.folder),
    (summary) => summary,
  )
  // Counted since this process began: what it takes to load the services belongs to the wait, too.
  const seconds = performance.now() / 1000
  console.log(readyTable(stack, { ...about, seconds, residentBytes: process.memoryUsage.rss(), logins: DEMO_LOGINS }))
}

/** Creates the folder where it is missing. */
async function assertWritable(folder: string): Promise<void> {
  const logs = join(folder, 'log')
  try {
    await mkdir(logs, { recursive: true })
    for (const part of [folder, logs]) await access(part, constants.W_OK)
  } catch (cause) {
    throw new StackError(
      `The data cannot be kept in ${folder}: ${cause instanceof Error ? cause.message : String(cause)}`,
      'Start as the user that owns the folder, or set LMS_LOCAL_DIR to a folder that can be written.',
      { cause },
    )
  }
}

async function assertRoom(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize >= LEAST_FREE_BYTES) return
  throw new StackError(
    `The disk that holds ${folder} is full (less than 300 MB free).`,
    'Make room, or set LMS_LOCAL_DIR to a folder on another disk.',
  )
}
