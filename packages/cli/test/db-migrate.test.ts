import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { beforeEach, expect, inject, onTestFinished, test } from 'vitest'
import { migrate } from '../src/commands/db-migrate.ts'
import { waitForMigrations } from '../src/commands/db-wait.ts'
import { createWorkspace, type TestWorkspace } from './workspace.ts'

let workspace: TestWorkspace
/** The server is shared, so every test has services of its own. */
let services: string[]

beforeEach(async () => {
  workspace = await createWorkspace()
  const suffix = randomBytes(4).toString('hex')
  services = [`first-${suffix}`, `second-${suffix}`]
  for (const service of services) {
    await workspace.write(
      `prisma/${service}/migrations/20260101000000_init/migration.sql`,
      'create table thing (id int);',
    )
  }
  await mkdir(join(workspace.root, 'prisma/unbuilt'))
  await workspace.write('packages/kit/migrations/0001_events.sql', 'create table kit.outbox (id int);')
  onTestFinished(async () => {
    await workspace[Symbol.asyncDispose]()
    for (const service of services)
      await query(serverUrl(), `drop database if exists ${database(service)} with (force)`)
  })
})

const serverUrl = () => inject('postgresUrl')
const database = (service: string) => `lms_${service.replaceAll('-', '_')}`
const urlOf = (name: string) => Object.assign(new URL(serverUrl()), { pathname: `/${name}` }).href

const run = (url: string, environment: Record<string, string> = {}, service: string | null = null) =>
  migrate(workspace.root, { DATABASE_URL: url, DB_SSL_MODE: 'disable', ...environment }, service, () => {})

async function query(url: string, sql: string): Promise<object[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

const existing = async () => {
  const names = services.map((service) => `'${database(service)}'`).join(', ')
  return (await query(serverUrl(), `select datname from pg_database where datname in (${names})`)).length
}

test("a server's URL makes and migrates the databases of all services, and once only", async () => {
  expect(await run(serverUrl())).toBe(4)
  expect(await query(urlOf(database(services[0] ?? '')), 'select * from thing')).toEqual([])
  expect(await run(serverUrl())).toBe(0)
})

test('three runs at once on an empty server end well and apply everything once', async () => {
  const counts = await Promise.all([run(serverUrl()), run(serverUrl()), run(serverUrl())])
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4)
})

test('a service migrates its own database alone', async () => {
  expect(await run(serverUrl(), { SERVICE_NAME: `${services[0]}-service` })).toBe(2)
  expect(await existing()).toBe(1)
})

test('the URL of a database says itself whose it is', async () => {
  expect(await run(urlOf(database(services[1] ?? '')))).toBe(2)
  expect(await existing()).toBe(1)
})

test("the direct URL goes before the pooler's", async () => {
  const closed = 'postgres://nobody@127.0.0.1:1/postgres'
  expect(await run(closed, { DATABASE_DIRECT_URL: serverUrl() })).toBe(4)
})

test("another service's database, an unknown service and a database of unknown owner are refused", async () => {
  const [first = '', second = ''] = services
  await expect(run(urlOf(database(second)), {}, first)).rejects.toThrow('which is not that of')
  await expect(run(serverUrl(), {}, 'unbuilt')).rejects.toThrow('There are no migrations for "unbuilt"')
  await expect(run(urlOf('something'))).rejects.toThrow('Add --service <name>')
  expect(await existing()).toBe(0)
})

test('a server that does not answer, one without TLS, and a missing URL each get a sentence that says what to do', async () => {
  await expect(run('postgres://nobody@127.0.0.1:1/postgres')).rejects.toThrow('nothing listens at 127.0.0.1:1')
  await expect(run(serverUrl(), { DB_SSL_MODE: 'require' })).rejects.toThrow('Set DB_SSL_MODE=disable')
  await expect(run('')).rejects.toThrow('Set DATABASE_DIRECT_URL or DATABASE_URL')
})

const wait = (url: string, until: number, log: (line: string) => void = () => {}) =>
  waitForMigrations(workspace.root, { DATABASE_URL: url, DB_SSL_MODE: 'disable' }, null, until, log)

test('whoever waits goes on once somebody else has migrated, and changes nothing before', async () => {
  const url = urlOf(database(services[0] ?? ''))
  const said: string[] = []
  const waiting = wait(url, Date.now() + 60_000, (line) => said.push(line))
  await expect.poll(() => said.length).toBeGreaterThan(0)
  expect(await existing()).toBe(0)
  await run(url)
  await waiting
  expect(said.at(-1)).toBe(`${services[0]}: migrated`)
})

test('waiting ends with what is missing when its time is over, and at once where it cannot help', async () => {
  const url = urlOf(database(services[0] ?? ''))
  await run(url)
  await workspace.write(
    `prisma/${services[0]}/migrations/20260102000000_more/migration.sql`,
    'create table more (id int);',
  )
  await expect(wait(url, Date.now())).rejects.toThrow('waited too long; lacks 20260102000000_more')
  await workspace.write(
    `prisma/${services[0]}/migrations/20260101000000_init/migration.sql`,
    'create table changed (id int);',
  )
  await expect(wait(url, Date.now() + 60_000)).rejects.toThrow('20260101000000_init was changed after')
})
