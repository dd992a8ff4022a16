import { mkdir, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { createLogger } from '@lms/kit/log'
import { pino } from 'pino'
import { DEMO_LOGINS, seedDemo } from './demo/seed-demo.ts'
import { readyTable } from './ready-table.ts'
import { type Stack, startStack } from './stack.ts'
import { StackError } from './stack-error.ts'
import { stackFolder } from './stack-folder.ts'
import { lockFolder } from './stack-lock.ts'
import { terminalProgress } from './terminal.ts'

const LEAST_FREE_BYTES = 300 * 1024 * 1024

/** `npm start`: the whole system in this process, with progress while it starts and a table when it is ready. */
export async function runStack(environment: NodeJS.ProcessEnv): Promise<void> {
  const started = performance.now()
  const folder = stackFolder(environment)
  await mkdir(join(folder, 'log'), { recursive: true })
  await assertRoom(folder)
  const progress = terminalProgress(process.stdout)
  const lock = await lockFolder(folder, () => progress.note('Waiting for another start on the same data to stop …'))
  const logFile = join(folder, 'log/lms.log')
  const logLevel = environment.LOG_LEVEL ?? 'info'
  const destination = pino.destination({ dest: logFile, sync: false })
  const log = createLogger({ service: 'local', level: logLevel, destination })
  const stopped = Promise.withResolvers<string>()
  onStopRequest(stopped.resolve)

  const starting = startStack({ folder, environment, ports: 'fixed', log, logLevel, progress })
  const stack = await Promise.race([starting, stopped.promise.then(() => null)])
  if (stack) {
    await announce(stack, progress, { logFile, folder, started })
    await stopped.promise
  }
  console.log('\nStopping …')
  await (await starting).stop()
  await lock.release()
  destination.flushSync()
  console.log('Stopped. The data is kept; npm start continues with it.')
  process.exit(0)
}

async function announce(
  stack: Stack,
  progress: ReturnType<typeof terminalProgress>,
  about: { logFile: string; folder: string; started: number },
) {
  await progress.step(
    'Demo data',
    () => seedDemo(stack),
    (summary) => summary,
  )
  const seconds = (performance.now() - about.started) / 1000
  console.log(readyTable(stack, { ...about, seconds, residentBytes: process.memoryUsage.rss(), logins: DEMO_LOGINS }))
}

/** Ctrl-C, a signal, or the end of the process that launched this one. */
function onStopRequest(stop: (reason: string) => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(signal))
  process.on('disconnect', () => stop('the launcher ended'))
}

async function assertRoom(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize >= LEAST_FREE_BYTES) return
  throw new StackError(
    `The disk that holds ${folder} is full (less than 300 MB free).`,
    'Make room, or set LMS_LOCAL_DIR to a folder on another disk.',
  )
}
