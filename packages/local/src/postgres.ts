import { readFile } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { assertPortFree, freePort } from './ports.ts'
import { ensureCluster } from './postgres-cluster.ts'
import { runTool, type StopMode, stopServer } from './postgres-control.ts'
import { explainFailure, explainSystemError, isPassing } from './postgres-failure.ts'
import { freshLog, type PostgresHome, prepareHome, readPassword } from './postgres-home.ts'
import { adoptRunning, postgresUrl } from './postgres-running.ts'

export interface PostgresOptions {
  /** Folder for data, password and log; as root the data may move elsewhere, see `EmbeddedPostgres.folder`. */
  readonly dataDir: string
  /** 0 or absent: any free one, or that of a server which an earlier start left running over the same data. */
  readonly port?: number
  /** false gives up crash safety for speed; for tests only. */
  readonly durable: boolean
  readonly log?: (line: string) => void
}

/** A running PostgreSQL on 127.0.0.1. */
export interface EmbeddedPostgres {
  /** Superuser's URL of the database `postgres`. */
  readonly url: string
  readonly port: number
  /** For instance `18.4`. */
  readonly version: string
  /** Where the data really lies. */
  readonly folder: string
  /** Ends the server; `fast` (the default) breaks off open connections and saves everything committed. */
  stop(mode?: StopMode): Promise<void>
}

/**
 * Starts the PostgreSQL that comes with the npm packages over `dataDir`, creating the data at first.
 * It runs in a session of its own: when this process dies abruptly it stays, and the next call takes it over.
 * @throws StackError with what the user can do
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, durable, log = () => {} } = options
  try {
    const home = await prepareHome(dataDir)
    if (home.moved) log(`PostgreSQL's account cannot enter ${dataDir}: the data lies in ${home.folder}`)
    const password = await readPassword(home)
    await ensureCluster(home, password, durable)
    const { port, adopted } = await reachServer(home, password, options)
    if (adopted) log(`PostgreSQL was still running on port ${port}`)
    return {
      url: postgresUrl(port, password),
      port,
      version: home.binaries.version,
      folder: home.folder,
      stop: (mode = 'fast') => stop(home, mode),
    }
  } catch (error) {
    throw explainSystemError(error, dataDir)
  }
}

/** Takes over or starts the server; tries again where a passing condition stood in the way. */
async function reachServer(
  home: PostgresHome,
  password: string,
  { port: wanted = 0, durable }: PostgresOptions,
): Promise<{ port: number; adopted: boolean }> {
  for (let attempt = 1; ; attempt++) {
    const running = await adoptRunning(home, password, wanted)
    if (running !== null) return { port: running, adopted: true }
    if (wanted !== 0) await assertPortFree(wanted, 'PostgreSQL')
    const port = wanted === 0 ? await freePort() : wanted
    const output = await launch(home, port, durable)
    if (output === null) return { port, adopted: false }
    if (attempt === 10 || !isPassing(output, wanted === 0)) {
      throw await explainFailure({ what: 'start', output, port, home: home.folder })
    }
    await setTimeout(200)
  }
}

/** Starts the server and waits until it is ready: null then, else what it and its log said. */
async function launch(home: PostgresHome, port: number, durable: boolean): Promise<string | null> {
  await freshLog(home)
  const args = ['-D', home.cluster, '-l', home.logFile, '-o', serverOptions(port, durable)]
  const outcome = await runTool(home, 'pg_ctl', ['start', '-w', '-t', '120', ...args])
  return outcome.code === 0 ? null : `${outcome.output}\n${await readFile(home.logFile, 'utf8')}`
}

function serverOptions(port: number, durable: boolean): string {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    // No socket file: its folder may be missing, and 127.0.0.1 is all that the stack uses.
    unix_socket_directories: '',
    max_connections: 300,
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ')
}

async function stop(home: PostgresHome, mode: StopMode): Promise<void> {
  const { code, output } = await stopServer(home, mode)
  if (code !== 0) throw await explainFailure({ what: 'stop', output, home: home.folder })
}
