import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chown, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { RestartablePostgres } from '@lms/chaos/system'
import { freePort } from '@lms/local/ports'
import { chooseAccount } from '@lms/local/postgres-account'
import { readPostmaster } from '@lms/local/postgres-control'
import type { BackupStore } from './backup-store.ts'
import { placeFile } from './place-file.ts'

const PROGRAMS = '/usr/lib/postgresql/15/bin'
const INFRA = join(import.meta.dirname, '../../../../infra')

const run = promisify(execFile)

/** What this machine lacks for a drill; null when nothing. */
export async function missingPrograms(): Promise<string | null> {
  if (!existsSync(join(PROGRAMS, 'initdb'))) return 'postgresql-15'
  return run('pgbackrest', ['version']).then(
    () => null,
    () => 'pgbackrest',
  )
}

/** Of the first region, or of the second. */
export type Repository = 1 | 2

export interface ArchivedPostgresOptions {
  folder: string
  /** The first is repository 1, the second its copy in another region. */
  stores: readonly [BackupStore, BackupStore]
  /** Seconds after which a segment goes out that is not full; what infra/backup says when absent. */
  archiveTimeout?: number | undefined
}

/** A PostgreSQL that archives by infra/backup. */
export interface ArchivedPostgres extends RestartablePostgres, AsyncDisposable {
  /** Runs pgBackRest's command for the stanza. @returns what it prints */
  backrest(command: string, ...args: string[]): Promise<string>
  /** Takes a full backup into each of the repositories. */
  backUp(repositories: readonly Repository[]): Promise<void>
  /** Runs a script of `infra` as the crontab does. @returns what it prints */
  script(path: string, ...args: string[]): Promise<string>
  /** The machine is gone: the server killed, its data deleted. */
  destroy(): Promise<void>
  /**
   * Brings the data back and starts the server over it.
   * @param to timestamp of the last commit that comes back; the latest that is archived when absent
   * @param repository which of the two it comes from
   */
  restore(to: string | undefined, repository: Repository): Promise<void>
}

/** Starts PostgreSQL 15, as Debian has it, over new data, and proves that segments reach both repositories. */
export async function startArchivedPostgres(options: ArchivedPostgresOptions): Promise<ArchivedPostgres> {
  const { folder, stores, archiveTimeout } = options
  const account = await chooseAccount(folder)
  const [data, port] = [join(folder, 'data'), await freePort()]
  // What PostgreSQL itself calls pgBackRest with, too.
  const env = {
    PATH: '/usr/bin:/bin',
    PGBACKREST_CONFIG_PATH: folder,
    PGHOST: folder,
    PGPORT: String(port),
    PGUSER: 'postgres',
  }
  const as = { cwd: folder, ...account, env }
  await prepareFolder(folder, placeFile(folder, data, port, stores), account)
  const program = (name: string, ...args: string[]) => run(join(PROGRAMS, name), args, as)
  const backrest = async (command: string, ...args: string[]) =>
    (await run('pgbackrest', ['--stanza=lms', command, ...args], { ...as, maxBuffer: 2 ** 24 })).stdout
  const start = () => program('pg_ctl', 'start', '-w', '-t', '300', '-D', data, '-l', join(folder, 'server.log'))
  const stop = (mode: string) => program('pg_ctl', 'stop', '-w', '-m', mode, '-D', data)
  await program('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '--encoding=UTF8', '--locale=C')
  await appendSettings(join(data, 'postgresql.conf'), { folder, port, archiveTimeout })
  await start()
  await backrest('stanza-create')
  await backrest('check')
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    backrest,
    async backUp(repositories) {
      for (const repository of repositories) await backrest('backup', '--type=full', `--repo=${repository}`)
    },
    async script(path, ...args) {
      const copy = join(folder, basename(path))
      // The repository may lie where PostgreSQL's account cannot go.
      await copyFile(join(INFRA, path), copy)
      return (await run('sh', [copy, ...args], as)).stdout
    },
    async restart() {
      await stop('immediate')
      await start()
    },
    async destroy() {
      const postmaster = await readPostmaster(data)
      if (!postmaster) throw new Error('PostgreSQL does not run')
      process.kill(postmaster.pid, 'SIGKILL')
      await stop('immediate').catch(() => {})
      await rm(data, { recursive: true })
    },
    async restore(to, repository) {
      await mkdir(data, { mode: 0o700 })
      if (account) await chown(data, account.uid, account.gid)
      const target = to === undefined ? [] : ['--type=time', `--target=${to}`, '--target-action=promote']
      await backrest('restore', `--repo=${repository}`, ...target)
      await start()
      await awaitPromotion(program)
    },
    async [Symbol.asyncDispose]() {
      if (existsSync(data)) await stop('immediate').catch(() => {})
    },
  }
}

type Program = (name: string, ...args: string[]) => Promise<{ stdout: string }>

/** Read-only until all that is to come back has been replayed. */
async function awaitPromotion(program: Program): Promise<void> {
  while ((await program('psql', '-Atc', 'select pg_is_in_recovery()')).stdout.trim() !== 'f') await delay(100)
}

type Account = Awaited<ReturnType<typeof chooseAccount>>

/** Puts the configuration of infra/backup there, and what PostgreSQL's account writes to. */
async function prepareFolder(folder: string, place: string, account: Account): Promise<void> {
  for (const name of ['conf.d', 'log', 'lock', 'spool']) await mkdir(join(folder, name))
  for (const name of ['pgbackrest.conf', 'postgresql.conf'])
    await copyFile(join(INFRA, 'backup', name), join(folder, name))
  await writeFile(join(folder, 'conf.d/place.conf'), place)
  await writeFile(join(folder, 'server.log'), '')
  if (account) await run('chown', ['-R', `${account.uid}:${account.gid}`, folder])
}

async function appendSettings(
  file: string,
  { folder, port, archiveTimeout }: { folder: string; port: number; archiveTimeout: number | undefined },
): Promise<void> {
  const settings = [
    `include '${join(folder, 'postgresql.conf')}'`,
    `port = ${port}`,
    "listen_addresses = '127.0.0.1'",
    `unix_socket_directories = '${folder}'`,
    'max_connections = 300',
    "timezone = 'UTC'",
    // When each commit was, which the drill asks for.
    'track_commit_timestamp = on',
    ...(archiveTimeout === undefined ? [] : [`archive_timeout = ${archiveTimeout}`]),
  ]
  await writeFile(file, `${await readFile(file, 'utf8')}\n${settings.join('\n')}\n`)
}
