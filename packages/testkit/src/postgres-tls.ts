import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '@lms/local/ports'
import { chooseAccount } from '@lms/local/postgres-account'

const run = promisify(execFile)

/** The oldest PostgreSQL that is supported. */
const OLDEST_MAJOR = '15'

export interface TlsPostgres {
  /** Superuser's URL of the database `postgres`; only TLS connections are let in. */
  readonly url: string
  stop(): Promise<void>
}

/**
 * A PostgreSQL 15 from the system's packages that takes nothing but TLS, with a certificate of its own.
 * @returns null where it is not installed
 * @throws instead of returning null when LMS_REQUIRE_REAL is 1
 */
export async function startTlsPostgres(): Promise<TlsPostgres | null> {
  const programs = `/usr/lib/postgresql/${OLDEST_MAJOR}/bin`
  if (!existsSync(join(programs, 'initdb'))) {
    if (process.env.LMS_REQUIRE_REAL === '1') throw new Error(`No PostgreSQL ${OLDEST_MAJOR} in ${programs}`)
    return null
  }
  const folder = await mkdtemp(join(tmpdir(), 'lms-postgres-tls-'))
  const account = await chooseAccount(folder)
  if (account) await chown(folder, account.uid, account.gid)
  const as = { cwd: folder, ...(account ?? {}) }
  const [data, port] = [join(folder, 'data'), await freePort()]
  const { key, certificate } = await initialise(programs, data, as)
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'ssl=on',
    `ssl_cert_file=${certificate}`,
    `ssl_key_file=${key}`,
    'max_connections=200',
    'fsync=off',
  ]
  await run(
    join(programs, 'pg_ctl'),
    ['start', '-w', '-D', data, '-l', join(folder, 'log'), '-o', settings.map((setting) => `-c ${setting}`).join(' ')],
    as,
  )
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      await run(join(programs, 'pg_ctl'), ['stop', '-m', 'immediate', '-D', data], as)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

interface Account {
  cwd: string
  uid?: number
  gid?: number
}

/** Makes an empty cluster that lets in TLS connections alone, and a certificate beside it. */
async function initialise(programs: string, data: string, as: Account): Promise<{ key: string; certificate: string }> {
  const [key, certificate] = [join(as.cwd, 'server.key'), join(as.cwd, 'server.crt')]
  await run(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '--encoding=UTF8', '--locale=C'],
    as,
  )
  const subject = ['-subj', '/CN=localhost', '-days', '2', '-nodes', '-newkey', 'rsa:2048']
  await run('openssl', ['req', '-x509', ...subject, '-keyout', key, '-out', certificate], as)
  await writeFile(join(data, 'pg_hba.conf'), 'hostssl all all 127.0.0.1/32 trust\n')
  return { key, certificate }
}
