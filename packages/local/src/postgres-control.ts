import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import type { PostgresHome } from './postgres-home.ts'

const execute = promisify(execFile)

/** How one of PostgreSQL's programs ended. */
export interface Outcome {
  /** Exit status; null when it could not be started or was killed. */
  readonly code: number | null
  readonly output: string
}

/** Runs `initdb` or `pg_ctl` as the server's account, never throwing for a non-zero exit. */
export async function runTool(home: PostgresHome, tool: 'initdb' | 'pg_ctl', args: string[]): Promise<Outcome> {
  const program = path.join(home.binaries.root, 'bin', tool)
  // A fixed environment: PGPORT, PGDATA and the user's language must not leak in. The account may not enter our cwd.
  const options = { cwd: home.folder, env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' }, ...home.account }
  try {
    const { stdout, stderr } = await execute(program, args, options)
    return { code: 0, output: stdout + stderr }
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: unknown; stdout?: string; stderr?: string }
    return typeof code === 'number' ? { code, output: stdout + stderr } : { code: null, output: String(error) }
  }
}

export type StopMode = 'smart' | 'fast' | 'immediate'

/** Stops the server and waits until it is gone; no error where none runs. */
export async function stopServer(home: PostgresHome, mode: StopMode): Promise<Outcome> {
  const running = await runTool(home, 'pg_ctl', ['status', '-D', home.cluster])
  if (running.code !== 0) return { code: 0, output: '' }
  return runTool(home, 'pg_ctl', ['stop', '-w', '-t', '60', '-m', mode, '-D', home.cluster])
}

/** What `postmaster.pid` says. */
export interface Postmaster {
  readonly pid: number
  /** null while the server has not written that line yet. */
  readonly port: number | null
}

/** The server's own note of its process; null where there is none. */
export async function readPostmaster(cluster: string): Promise<Postmaster | null> {
  const text = await readFile(path.join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')
  const [pid = 0, , , port = 0] = text.split('\n').map((line) => Number.parseInt(line, 10) || 0)
  return pid > 0 ? { pid, port: port > 0 ? port : null } : null
}

/** Whether process `pid` is a server over `cluster`, and not one that got the number of a dead server. */
export async function isPostmaster(pid: number, cluster: string): Promise<boolean> {
  if (process.platform === 'win32') return isAlive(pid)
  const command =
    process.platform === 'linux'
      ? await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      : await execute('ps', ['-o', 'args=', '-p', String(pid)]).then(
          ({ stdout }) => stdout,
          () => '',
        )
  return command.includes(cluster)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
