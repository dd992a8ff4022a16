import {
  admitSql,
  admitUser,
  entryAs,
  type NextAccount,
  nextAccount,
  retireSql,
  retireUser,
  urlAs,
} from '@lms/deploy/rotation/next-account'
import { databaseUrl } from '@lms/testkit/database-url'
import pg from 'pg'
import { afterAll, expect, inject, test } from 'vitest'

const OWNER = 'lms_account'
const server = inject('postgresUrl')

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client(url)
  // Its session may be ended.
  client.on('error', () => {})
  try {
    await client.connect()
    return [(await client.query(sql)).rows].flat()
  } finally {
    await client.end()
  }
}

afterAll(async () => {
  await ask(server, `drop database if exists ${OWNER}`)
  await ask(server, `drop role if exists ${OWNER}_2; drop role if exists ${OWNER}`)
})

test('two roles take turns, and what either makes belongs to the owner', async () => {
  await ask(server, `create role ${OWNER} login password 'first'`)
  await ask(server, `create database ${OWNER} owner ${OWNER}`)
  await ask(server, `revoke connect, temporary on database ${OWNER} from public`)
  const asOwner = Object.assign(new URL(databaseUrl(server, OWNER)), { username: OWNER, password: 'first' }).href
  const refused = /not permitted to log in|password authentication failed/
  let url = asOwner
  for (const turn of [1, 2, 3]) {
    const account: NextAccount = nextAccount(url)
    const next = urlAs(url, account)
    await ask(server, admitSql(account))
    await ask(url, `create table before_${turn} (n int)`)
    await ask(next, `create table after_${turn} (n int); alter table before_${turn} add m int`)
    await ask(server, retireSql(account))
    await expect(ask(url, 'select 1')).rejects.toThrow(refused)
    url = next
  }
  expect(new URL(url).username).toBe(`${OWNER}_2`)
  const owners = 'select distinct tableowner from pg_tables where schemaname = $$public$$'
  expect(await ask(url, owners)).toEqual([{ tableowner: OWNER }])
})

test('sessions of the role that rests are ended', async () => {
  await ask(server, `alter role ${OWNER} login password 'again'`)
  const url = Object.assign(new URL(databaseUrl(server, OWNER)), { username: OWNER, password: 'again' }).href
  const client = new pg.Client(url)
  const ended = new Promise((resolve) => client.on('error', resolve))
  await client.connect()
  await ask(server, retireSql(nextAccount(url)))
  expect(String(await ended)).toContain('terminating connection')
})

test('both addresses change, and PgBouncer knows both users until the old one goes', () => {
  const entry = {
    DATABASE_URL: 'postgres://lms_user:old@pgbouncer:5432/lms_user',
    DATABASE_DIRECT_URL: 'postgres://lms_user:old@postgres.test:5432/lms_user',
    JWT_SECRET: 'stays',
  }
  const account = nextAccount(entry.DATABASE_URL)
  const { password } = account
  expect(entryAs(entry, account)).toEqual({
    DATABASE_URL: `postgres://lms_user_2:${password}@pgbouncer:5432/lms_user`,
    DATABASE_DIRECT_URL: `postgres://lms_user_2:${password}@postgres.test:5432/lms_user`,
    JWT_SECRET: 'stays',
  })
  const both = admitUser('"lms_course" "its own"\n"lms_user" "old"\n', account)
  expect(both).toBe(`"lms_course" "its own"\n"lms_user" "old"\n"lms_user_2" "${password}"\n`)
  expect(retireUser(both, account)).toBe(`"lms_course" "its own"\n"lms_user_2" "${password}"\n`)
  expect(nextAccount(entryAs(entry, account).DATABASE_URL ?? '')).toMatchObject({
    role: 'lms_user',
    retired: 'lms_user_2',
  })
})
