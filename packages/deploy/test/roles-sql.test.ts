import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { rolesSql } from '@lms/deploy/cloud/roles-sql'
import { databaseUrl } from '@lms/testkit/database-url'
import pg from 'pg'
import { afterAll, describe, expect, inject, test } from 'vitest'

/** Debian's, from the package of the PostgreSQL that other tests use. */
const PSQL = '/usr/lib/postgresql/15/bin/psql'
const installed = existsSync(PSQL)
if (!installed) {
  // .ci/run sets it; the run's last lines tell elsewhere.
  test.runIf(process.env.LMS_REQUIRE_REAL)('psql is installed', () => expect(installed).toBe(true))
}

const ACCOUNTS = [
  { name: 'lms_roles_user', password: 'one password' },
  { name: 'lms_roles_course', password: 'another password' },
]

describe.runIf(installed)("the databases' roles", () => {
  const server = inject('postgresUrl')

  const psql = async (sql: string) => {
    const child = promisify(execFile)(PSQL, ['-X', '-v', 'ON_ERROR_STOP=1', server])
    child.child.stdin?.end(sql)
    await child
  }

  async function ask(account: (typeof ACCOUNTS)[number], database: string, sql: string): Promise<unknown[]> {
    const url = new URL(databaseUrl(server, database))
    url.username = account.name
    url.password = account.password
    const client = new pg.Client(url.href)
    try {
      await client.connect()
      return (await client.query(sql)).rows
    } finally {
      await client.end()
    }
  }

  afterAll(() =>
    psql(ACCOUNTS.map(({ name }) => `drop database if exists ${name}; drop role if exists ${name};`).join('\n')),
  )

  test('each owns its database and reaches no other, however often the statements run', async () => {
    await psql(rolesSql(ACCOUNTS))
    await psql(rolesSql(ACCOUNTS))
    const [user, course] = ACCOUNTS
    if (!user || !course) throw new Error('two accounts')
    await ask(user, user.name, 'create table note (text text)')
    expect(await ask(user, user.name, 'select tableowner from pg_tables where tablename = $$note$$')).toEqual([
      { tableowner: user.name },
    ])
    await expect(ask(user, course.name, 'select 1')).rejects.toThrow('permission denied for database')
    await expect(ask({ ...user, password: 'wrong' }, user.name, 'select 1')).rejects.toThrow(
      'password authentication failed',
    )
  })
})
