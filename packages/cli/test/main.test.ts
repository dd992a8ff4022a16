import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { migrate } from '../src/commands/db-migrate.ts'
import { projectRoot } from '../src/workspace.ts'
import { lms } from './lms.ts'

test('without a command it lists them all, one line each', async () => {
  const { status, stdout } = await lms([])
  expect(status).toBe(0)
  for (const command of ['generate', 'compose', 'db diff', 'db migrate', 'admin create', 'check']) {
    expect(stdout).toMatch(new RegExp(`^ {2}${command} .*\\S$`, 'm'))
  }
})

test('an unknown command and an unknown option end with status 1 and no stack', async () => {
  for (const args of [['deploy'], ['db', 'migrate', '--all']]) {
    const { status, stderr } = await lms(args)
    expect(status).toBe(1)
    expect(stderr).toMatch(/There is no command "deploy"|Unknown option '--all'/)
    expect(stderr).not.toContain('    at ')
  }
})

describe('admin create', () => {
  const email = 'ada@example.com'
  const args = ['admin', 'create', '--email', email, '--name', 'Ada Lovelace']
  let environment: Record<string, string>

  beforeAll(async () => {
    const name = `admin_${randomBytes(6).toString('hex')}`
    const url = Object.assign(new URL(inject('postgresUrl')), { pathname: `/${name}` }).href
    environment = { DATABASE_URL: url, DB_SSL_MODE: 'disable' }
    await migrate(projectRoot, environment, 'user', () => {})
    return () => dropDatabase(name)
  })

  test('makes one, shows a generated password once, and leaves an existing account as it is', async () => {
    const first = await lms(args, environment)
    expect(first).toMatchObject({ status: 0, stderr: '' })
    expect(first.stdout).toMatch(/^ada@example\.com is an administrator\npassword, shown this once: \S{24}\n$/)
    const second = await lms(args, environment)
    expect(second).toMatchObject({ status: 1, stdout: '' })
    expect(second.stderr).toContain('has an account already')
  })

  test('takes the password from ADMIN_PASSWORD and does not show it', async () => {
    const password = 'correct horse battery staple'
    const { status, stdout } = await lms([...args.slice(0, 3), 'bea@example.com', ...args.slice(4)], {
      ...environment,
      ADMIN_PASSWORD: password,
    })
    expect(status).toBe(0)
    expect(stdout).not.toContain('password')
  })

  test('refuses a weak password, a missing name and a database that does not answer, each in words', async () => {
    const weak = await lms(args, { ...environment, ADMIN_PASSWORD: 'x' })
    expect(weak.stderr).toMatch(/^password: /)
    expect((await lms(args.slice(0, 4), environment)).stderr).toMatch(/^Say whom: /)
    const unreachable = await lms(args, { ...environment, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/lms_user' })
    expect(unreachable.stderr).toMatch(/^The user service's database refused: /)
    for (const { status, stderr } of [weak, unreachable]) {
      expect(status).toBe(1)
      expect(stderr).not.toContain('    at ')
    }
  })
})

async function dropDatabase(name: string): Promise<void> {
  const client = new Client({ connectionString: inject('postgresUrl') })
  await client.connect()
  await client.query(`drop database ${name} with (force)`)
  await client.end()
}
