import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { projectRoot } from '@lms/deploy/render-overlay'
import { describe, expect, test } from 'vitest'

/** `pnpm secrets:rotate`, with an entry at its input. */
async function rotate(args: string[], entry: object, environment: Record<string, string> = {}): Promise<string> {
  const child = promisify(execFile)(
    process.execPath,
    [join(projectRoot, 'packages/deploy/src/main.ts'), 'rotate', ...args],
    { env: { PATH: process.env.PATH, ...environment } },
  )
  child.child.stdin?.end(JSON.stringify(entry))
  return (await child).stdout
}

describe('the command', () => {
  test('prints the next state of the entry that it reads, and nothing else', async () => {
    const entry = { STRIPE_WEBHOOK_SECRET: 'whsec_before', STRIPE_SECRET_KEY: 'stays' }
    const added = JSON.parse(await rotate(['add', 'STRIPE_WEBHOOK_SECRET'], entry, { NEW_SECRET: 'whsec_after' }))
    expect(added).toEqual({ ...entry, STRIPE_WEBHOOK_SECRET: 'whsec_before\nwhsec_after' })
    const switched = JSON.parse(await rotate(['switch', 'STRIPE_WEBHOOK_SECRET'], added))
    expect(JSON.parse(await rotate(['remove', 'STRIPE_WEBHOOK_SECRET'], switched))).toEqual({
      ...entry,
      STRIPE_WEBHOOK_SECRET: 'whsec_after',
    })
  })

  test('prints nothing where a step cannot be done, so that nothing is stored', async () => {
    const failure: unknown = await rotate(['remove', 'JWT_SECRET'], {}).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('no JWT_SECRET') })
  })

  test('writes what a database’s next account takes, for its owner’s eyes alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lms-account-'))
    try {
      const url = 'postgres://lms_user:old@pgbouncer:5432/lms_user'
      await writeFile(join(folder, 'user-service.json'), JSON.stringify({ DATABASE_URL: url }))
      await writeFile(join(folder, 'pgbouncer.json'), JSON.stringify({ userlist: '"lms_user" "old"\n' }))
      await rotate(['account', 'user-service', folder], {})
      const made = (await readdir(folder)).filter((name) => /^\d/.test(name))
      expect(made).toHaveLength(5)
      for (const name of made) expect((await stat(join(folder, name))).mode & 0o077, name).toBe(0)
      const { DATABASE_URL } = JSON.parse(await readFile(join(folder, '2-user-service.json'), 'utf8'))
      const { username, password } = new URL(DATABASE_URL)
      expect(username).toBe('lms_user_2')
      expect(await readFile(join(folder, '1-admit.sql'), 'utf8')).not.toContain(password)
      expect(JSON.parse(await readFile(join(folder, '3-pgbouncer.json'), 'utf8')).userlist).toBe(
        `"lms_user_2" "${password}"\n`,
      )
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
