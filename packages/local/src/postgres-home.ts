import { createHash, randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type Account, canEnter, chooseAccount } from './postgres-account.ts'
import { type Binaries, prepareBinaries } from './postgres-binaries.ts'
import { StackError } from './stack-error.ts'

/** Where data and programs go when root starts the stack from a folder that no other account can enter. */
export const unprivilegedDir = '/var/lib/lms-local'

/** Everything that is settled before the server is touched. */
export interface PostgresHome {
  /** The folder that really holds the data. */
  readonly folder: string
  /** PostgreSQL's own data directory within it. */
  readonly cluster: string
  readonly logFile: string
  /** Whether `folder` is another one than was asked for. */
  readonly moved: boolean
  readonly account: Account | null
  readonly binaries: Binaries
}

/** The folder that holds (or will hold) the data of `dataDir`, and the account it belongs to. */
export async function findHome(dataDir: string): Promise<Omit<PostgresHome, 'binaries'>> {
  const wanted = path.resolve(dataDir)
  const account = await chooseAccount(path.join(wanted, 'cluster'))
  if (await canEnter(wanted, account)) return homeIn(wanted, account, false)
  const hash = createHash('sha256').update(wanted).digest('hex').slice(0, 16)
  const moved = path.join(unprivilegedDir, hash)
  return homeIn(moved, await chooseAccount(path.join(moved, 'cluster')), true)
}

function homeIn(folder: string, account: Account | null, moved: boolean): Omit<PostgresHome, 'binaries'> {
  return { folder, cluster: path.join(folder, 'cluster'), logFile: path.join(folder, 'server.log'), account, moved }
}

/** Makes the folder, and finds programs for it. */
export async function prepareHome(dataDir: string): Promise<PostgresHome> {
  // Before the folder is chosen: one that is made under a strict umask may not be entered.
  await mkdir(path.resolve(dataDir), { recursive: true })
  const home = await findHome(dataDir)
  if (home.moved) await makeReachable(home.folder)
  return { ...home, binaries: await prepareBinaries(home.account, unprivilegedDir) }
}

async function makeReachable(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await chmod(unprivilegedDir, 0o755)
  await chmod(folder, 0o755)
}

/** The superuser's password, made once and readable by nobody else. */
export async function readPassword({ folder, cluster }: PostgresHome): Promise<string> {
  const file = path.join(folder, 'password')
  const known = await readFile(file, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  if (known !== '') return known
  if ((await stat(cluster).catch(() => null)) !== null) {
    throw new StackError(
      `The password file ${file} of the existing data is missing or empty.`,
      'Put it back, or begin again with "npm run reset".',
    )
  }
  const password = randomBytes(24).toString('hex')
  await writeFile(file, password, { mode: 0o600 })
  return password
}

/** An empty log that the server's account may write; the one before it is kept for whoever asks why it died. */
export async function freshLog({ logFile, account }: PostgresHome): Promise<void> {
  await rename(logFile, `${logFile}.1`).catch((error) => {
    if (error.code !== 'ENOENT') throw error
  })
  await writeFile(logFile, '', { mode: 0o600 })
  if (account !== null) await chown(logFile, account.uid, account.gid)
}
