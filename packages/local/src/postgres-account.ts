import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { StackError } from './stack-error.ts'

/** The unprivileged account that the server runs under, because PostgreSQL refuses to run as root. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

const run = promisify(execFile)

/**
 * The account for a server over `cluster`; null where this process is not root and the server simply runs as its user.
 * Data that already belongs to somebody stays theirs: the server only opens a folder that it owns.
 */
export async function chooseAccount(cluster: string): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null
  const owner = await stat(cluster).catch(() => null)
  if (owner !== null && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  for (const name of ['postgres', 'nobody']) {
    const account = await lookUp(name)
    if (account !== null) return account
  }
  throw new StackError(
    'PostgreSQL refuses to run as root, and this machine has neither an account "postgres" nor "nobody".',
    'Start as an ordinary user, or set DATABASE_URL to a PostgreSQL server.',
  )
}

async function lookUp(name: string): Promise<Account | null> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])])
    return { uid: Number.parseInt(uid.stdout, 10), gid: Number.parseInt(gid.stdout, 10) }
  } catch {
    return null
  }
}

/** Whether `account` may pass through every folder on the way to `folder`, which need not exist yet. */
export async function canEnter(folder: string, account: Account | null): Promise<boolean> {
  if (account === null) return true
  for (let current = path.resolve(folder); ; current = path.dirname(current)) {
    const found = await stat(current).catch(() => null)
    if (found !== null && !mayPass(found, account)) return false
    if (current === path.dirname(current)) return true
  }
}

function mayPass(folder: { mode: number; uid: number; gid: number }, account: Account): boolean {
  if (folder.uid === account.uid) return (folder.mode & 0o100) !== 0
  if (folder.gid === account.gid) return (folder.mode & 0o010) !== 0
  return (folder.mode & 0o001) !== 0
}
