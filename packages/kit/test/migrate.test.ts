import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@lms/kit/clock'
import { databaseName, ensureDatabase, migrateDatabase } from '@lms/kit/migrate'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'

const clock = { ...systemClock, now: () => new Date('2026-01-02T03:04:05.678Z') }

let folder: string
let url: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lms-migrate-'))
  const target = new URL(inject('postgresUrl'))
  target.pathname = `/migrate_${randomBytes(6).toString('hex')}`
  url = target.href
  await writeKit('0001_notes', 'create table kit.note (id int primary key)')
  await writeOwn('20260101000000_init', 'create table "User" (id text primary key);')
})

afterEach(async () => {
  await rm(folder, { recursive: true })
  await query(inject('postgresUrl'), `drop database if exists "${new URL(url).pathname.slice(1)}" with (force)`)
})

const writeKit = async (name: string, script: string) => {
  await mkdir(join(folder, 'kit'), { recursive: true })
  await writeFile(join(folder, 'kit', `${name}.sql`), script)
}

const writeOwn = async (name: string, script: string) => {
  await mkdir(join(folder, 'own', name), { recursive: true })
  await writeFile(join(folder, 'own', name, 'migration.sql'), script)
}

const query = async (connectionString: string, sql: string) => {
  const client = new Client({ connectionString })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

const migrate = async (lines: string[] = []) => {
  await ensureDatabase(url)
  return migrateDatabase({
    url,
    kitMigrations: join(folder, 'kit'),
    migrations: join(folder, 'own'),
    log: (line) => lines.push(line),
    clock,
  })
}

test('a database is named after its service', () => {
  expect(databaseName('live-session')).toBe('lms_live_session')
})

describe('a first run', () => {
  test("creates the database and applies kit's migrations before the service's", async () => {
    const lines: string[] = []
    expect(await migrate(lines)).toEqual({ applied: ['0001_notes', '20260101000000_init'] })
    expect(lines).toHaveLength(2)
    expect(
      await query(url, `select to_regclass('kit.note') is not null as kit, to_regclass('"User"') is not null as own`),
    ).toEqual([{ kit: true, own: true }])
  })

  test("leaves the record that Prisma's own tools would", async () => {
    await migrate()
    const [row] = await query(url, 'select * from _prisma_migrations')
    expect(row).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      checksum: '81a129cb47c3ef8914a2947dbe79db37a475a626daf78a36aba0184c5328d6d4',
      migration_name: '20260101000000_init',
      finished_at: clock.now(),
      started_at: clock.now(),
      rolled_back_at: null,
      logs: null,
      applied_steps_count: 1,
    })
  })
})

test('a second run applies nothing, a third only what is new', async () => {
  await migrate()
  expect(await migrate()).toEqual({ applied: [] })
  await writeOwn('20260102000000_more', 'alter table "User" add email text')
  expect(await migrate()).toEqual({ applied: ['20260102000000_more'] })
})

test('three runs at once apply each migration once', async () => {
  const results = await Promise.all([migrate(), migrate(), migrate()])
  expect(results.flatMap(({ applied }) => applied).sort()).toEqual(['0001_notes', '20260101000000_init'])
})

test('a script with dollar-quoted bodies and many statements is applied as a whole', async () => {
  await writeOwn(
    '20260102000000_trigger',
    `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no; not; ever'; end $$;
     create trigger refuse before delete on "User" for each row execute function refuse();`,
  )
  await migrate()
  await query(url, `insert into "User" values ('user_1')`)
  await expect(query(url, 'delete from "User"')).rejects.toThrow('no; not; ever')
})

describe('a migration that fails', () => {
  test('is named with its line, leaves nothing behind, and can be mended and run again', async () => {
    await writeOwn('20260102000000_bad', 'create table half (id int);\nselect * from nowhere;')
    await expect(migrate()).rejects.toThrow(
      /20260102000000_bad failed in migrate_\w+: relation "nowhere" does not exist \(line 2\)/,
    )
    expect(await query(url, `select to_regclass('half') as half`)).toEqual([{ half: null }])
    await writeOwn('20260102000000_bad', 'create table half (id int);')
    expect(await migrate()).toEqual({ applied: ['20260102000000_bad'] })
  })

  test('because it ends its own transaction is refused', async () => {
    await writeOwn('20260102000000_commits', 'create table half (id int); commit;')
    await expect(migrate()).rejects.toThrow('take its commit or rollback out')
  })
})

test('a migration that was changed after it had been applied is refused by name, and nothing else is applied', async () => {
  await migrate()
  await writeOwn('20260101000000_init', 'create table "User" (id uuid primary key);')
  await writeOwn('20260102000000_more', 'alter table "User" add email text')
  await expect(migrate()).rejects.toThrow(/20260101000000_init was changed after it had been applied/)
  expect(await query(url, 'select count(*)::int from _prisma_migrations')).toEqual([{ count: 1 }])
})

test('a migration that Prisma began and did not finish is refused by name', async () => {
  await migrate()
  await query(url, 'update _prisma_migrations set finished_at = null')
  await expect(migrate()).rejects.toThrow(/20260101000000_init is recorded .* as started but never finished/)
})

test('a folder without its migration.sql is refused', async () => {
  await mkdir(join(folder, 'own', '20260102000000_empty'))
  await expect(migrate()).rejects.toThrow('20260102000000_empty')
})
