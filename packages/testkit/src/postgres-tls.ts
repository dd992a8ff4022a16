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
  /**
   * Starts a standby, which ends with its primary. Whatever is committed from then on is there, too, before anybody is told.
   * @returns its `host:port`
   */
  startStandby(): Promise<string>
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
  // At home libpq would look for certificates of whoever runs this.
  const env = { PATH: process.env.PATH, HOME: folder, PGSSLMODE: 'require' }
  const as = { cwd: folder, env, ...(account ?? {}) }
  const data = join(folder, 'data')
  const start = createStart(programs, await initialise(programs, data, as), as)
  const port = await start(data)
  const running = [data]
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    async startStandby() {
      const standby = join(folder, 'standby')
      const at = ['-h', '127.0.0.1', '-p', `${port}`, '-U', 'postgres']
      await run(join(programs, 'pg_basebackup'), [...at, '-D', standby, '-c', 'fast', '-X', 'stream', '-R'], as)
      const host = `127.0.0.1:${await start(standby)}`
      running.push(standby)
      for (const setting of ["synchronous_standby_names = '*'", "synchronous_commit = 'remote_apply'"])
        await run(join(programs, 'psql'), [...at, '-c', `alter system set ${setting}`, 'postgres'], as)
      await run(join(programs, 'pg_ctl'), ['reload', '-D', data], as)
      return host
    },
    async stop() {
      for (const each of running) await run(join(programs, 'pg_ctl'), ['stop', '-m', 'immediate', '-D', each], as)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

interface Certificate {
  key: string
  certificate: string
}

/** Starts the server of a data directory. @returns its port */
function createStart(programs: string, { key, certificate }: Certificate, as: Account) {
  const settings = [
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${as.cwd}`,
    'ssl=on',
    `ssl_cert_file=${certificate}`,
    `ssl_key_file=${key}`,
    'max_connections=200',
    'fsync=off',
  ]
  return async (data: string): Promise<number> => {
    const port = await freePort()
    const options = [...settings, `port=${port}`].map((setting) => `-c ${setting}`).join(' ')
    await run(join(programs, 'pg_ctl'), ['start', '-w', '-D', data, '-l', `${data}.log`, '-o', options], as)
    return port
  }
}

interface Account {
  cwd: string
  env: NodeJS.ProcessEnv
  uid?: number
  gid?: number
}

/** Makes an empty cluster that lets in TLS connections alone, and a certificate beside it. */
async function initialise(programs: string, data: string, as: Account): Promise<Certificate> {
  const [key, certificate] = [join(as.cwd, 'server.key'), join(as.cwd, 'server.crt')]
  await run(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '--encoding=UTF8', '--locale=C'],
    as,
  )
  const subject = ['-subj', '/CN=localhost', '-days', '2', '-nodes', '-newkey', 'rsa:2048']
  await run('openssl', ['req', '-x509', ...subject, '-keyout', key, '-out', certificate], as)
  await writeFile(join(data, 'pg_hba.conf'), 'hostssl all,replication all 127.0.0.1/32 trust\n')
  return { key, certificate }
}
