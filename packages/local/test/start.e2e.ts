import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createApiClient, signIn, signUp } from '../src/api-client.ts'
import { administratorAccount } from '../src/demo/people.ts'

const launcher = join(import.meta.dirname, '../launch.mjs')
// Below the ports that the system gives to connections.
const offset = 20_000 + Math.floor(Math.random() * 8_000)
const routerUrl = `http://127.0.0.1:${3000 + offset}`
let folder: string

interface Run {
  child: ChildProcess
  /** What it printed so far. */
  output(): string
  /** Resolves when it has printed the text, or when that holds; throws what it printed when it ends before. */
  until(condition: string | (() => Promise<boolean>)): Promise<void>
  /** Resolves with the exit code. */
  exited: Promise<number | null>
}

/** Runs what `npm start` runs, in a process group of its own as a terminal does. */
function run(command: 'start' | 'reset', options: { portOffset?: number; dataIn?: string } = {}): Run {
  const args = [
    launcher,
    command,
    ...(command === 'start' ? ['--port-offset', String(options.portOffset ?? offset)] : []),
  ]
  const child = spawn(process.execPath, args, {
    detached: true,
    env: {
      ...process.env,
      LMS_LOCAL_DIR: options.dataIn ?? folder,
      DATABASE_URL: '',
      REDIS_URL: '',
      KAFKA_BROKERS: '',
    },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  // Not at its exit: what it printed last may still be on its way then.
  const exited = once(child, 'close').then(([code]) => code as number | null)
  return {
    child,
    output: () => output,
    exited,
    async until(condition) {
      const holds = typeof condition === 'string' ? async () => output.includes(condition) : condition
      while (!(await holds())) {
        if (child.exitCode !== null || child.signalCode !== null) {
          await exited
          throw new Error(`it ended:\n${output}`)
        }
        await delay(20)
      }
    },
  }
}

const signalGroup = ({ child }: Run, signal: NodeJS.Signals) => process.kill(-(child.pid ?? 0), signal)

async function databaseServer(): Promise<string> {
  const text = await readFile(join(folder, 'postgres', 'password'), 'utf8').catch(() => '')
  return text.trim()
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lms-start-'))
  // As root PostgreSQL runs as another account, which must be able to come in.
  await chmod(folder, 0o755)
})
afterAll(async () => {
  await run('reset').exited
}, 60_000)

async function countCourses(): Promise<number> {
  const { data } = await createApiClient(routerUrl, null).send('{ courses(first: 1) { totalCount } }')
  return data.courses.totalCount
}

test('killed at any moment, the next start works and nothing is there twice', async () => {
  for (const moment of ['PostgreSQL', 'Migrations', 'Services', 'Router']) {
    const killed = run('start')
    await killed.until(`✔ ${moment}`)
    signalGroup(killed, 'SIGKILL')
    await killed.exited
  }
  const seeding = run('start')
  await seeding.until('✔ Router')
  await seeding.until(async () => (await countCourses().catch(() => 0)) > 1)
  const committed = { email: 'ada@example.com', password: 'correct horse', displayName: 'Ada' }
  await signUp(routerUrl, committed)
  signalGroup(seeding, 'SIGKILL')
  await seeding.exited
  const complete = run('start')
  await complete.until('Ready in')
  expect(complete.output()).toContain('student1@example.com')
  const { data } = await createApiClient(routerUrl, null).send(
    '{ courses(first: 20) { totalCount nodes { title price { decimal } } } }',
  )
  expect(data.courses.totalCount).toBe(12)
  expect(new Set(data.courses.nodes.map(({ title }: { title: string }) => title)).size).toBe(12)
  const admin = await signIn(routerUrl, administratorAccount)
  expect((await admin.ask('{ users(first: 1) { totalCount } }')).users.totalCount).toBe(35)
  expect((await (await signIn(routerUrl, committed)).ask('{ me { displayName } }')).me.displayName).toBe('Ada')
  signalGroup(complete, 'SIGINT')
  expect(await complete.exited).toBe(0)
  await expect(fetch(routerUrl)).rejects.toThrow()
}, 300_000)

function expectFound({ output }: Run): void {
  expect(output()).toMatch(/Migrations .*up to date/)
  expect(output()).toMatch(/Demo data .*already there/)
}

test('a PostgreSQL that dies gets one sentence; starts before and after it find their data, and the last ends with whoever launched it', async () => {
  const running = run('start')
  await running.until('Ready in')
  expectFound(running)
  const url = /postgres(?:ql)?:\/\/\S+/.exec(running.output())?.[0].replace('lms_<service>', 'postgres') ?? ''
  expect(await databaseServer()).not.toBe('')
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  const { rows } = await client.query<{ pid: number }>(
    "select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int as pid",
  )
  process.kill(rows[0]?.pid ?? 0, 'SIGKILL')
  expect(await running.exited, running.output()).not.toBe(0)
  expect(running.output()).toContain('PostgreSQL has ended and does not come back.')

  const again = run('start')
  await again.until('Ready in')
  expectFound(again)
  // Only the launcher, as when a terminal or npm dies: the rest follows by itself.
  again.child.kill('SIGKILL')
  // The services end one by one; the next test wants a port of theirs.
  for (const url of [routerUrl, `http://127.0.0.1:${3004 + offset}`])
    await vi.waitFor(() => expect(fetch(url)).rejects.toThrow(), { timeout: 30_000, interval: 100 })
}, 180_000)

test('a taken port gets one sentence that names it', async () => {
  const taken = createServer().listen(3004 + offset, '127.0.0.1')
  await once(taken, 'listening')
  const refused = run('start')
  expect(await refused.exited).not.toBe(0)
  expect(refused.output()).toContain(`Port ${3004 + offset}, which the assessment needs, is taken by another program.`)
  expect(refused.output()).toContain('--port-offset')
  expect(refused.output()).not.toContain('    at ')
  taken.close()
}, 60_000)

test('a folder that cannot hold the data gets one sentence that names it', async () => {
  const refused = run('start', { dataIn: launcher })
  expect(await refused.exited).not.toBe(0)
  expect(refused.output()).toContain(`The data cannot be kept in ${launcher}`)
  expect(refused.output()).not.toContain('    at ')
}, 60_000)
