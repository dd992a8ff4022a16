import { randomUUID } from 'node:crypto'
import { chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { runTool } from './postgres-control.ts'
import { explainFailure } from './postgres-failure.ts'
import type { PostgresHome } from './postgres-home.ts'
import { StackError } from './stack-error.ts'

/**
 * Makes the data directory where there is none yet.
 * @param durable whether the new files must be on disk before this returns
 * @throws StackError when the data there is of another major version or not PostgreSQL's
 */
export async function ensureCluster(home: PostgresHome, password: string, durable: boolean): Promise<void> {
  const major = home.binaries.version.split('.')[0]
  const found = await readFile(path.join(home.cluster, 'PG_VERSION'), 'utf8').catch(() => null)
  if (found?.trim() === major) return
  if (found !== null) {
    throw new StackError(
      `The data in ${home.folder} was written by PostgreSQL ${found.trim()}, but this is PostgreSQL ${major}.`,
      'Begin again with "npm run reset", or export it with the old version first.',
    )
  }
  if ((await stat(home.cluster).catch(() => null)) !== null) {
    throw new StackError(`${home.cluster} exists but holds no PostgreSQL data.`, 'Begin again with "npm run reset".')
  }
  await removeDrafts(home)
  await createCluster(home, password, durable)
}

/** Removes what a start that was killed while creating has left; its initdb may still be writing there. */
async function removeDrafts({ folder, cluster }: PostgresHome): Promise<void> {
  const drafts = (await readdir(folder)).filter((name) => name.startsWith(`${path.basename(cluster)}.`))
  for (const name of drafts) {
    await rm(path.join(folder, name), { recursive: true, force: true }).catch(() => undefined)
  }
}

/** Builds in a draft folder and renames it, so that a kill half way leaves nothing that looks like data. */
async function createCluster(home: PostgresHome, password: string, durable: boolean): Promise<void> {
  const draft = `${home.cluster}.${randomUUID()}`
  const passwordFile = `${draft}.password`
  try {
    await mkdir(draft, { mode: 0o700 })
    // initdb runs as the server's account, which must not see our own password file.
    await writeFile(passwordFile, password, { mode: 0o600 })
    if (home.account !== null) {
      await chown(draft, home.account.uid, home.account.gid)
      await chown(passwordFile, home.account.uid, home.account.gid)
    }
    const { code, output } = await runTool(home, 'initdb', initdbArguments(draft, passwordFile, durable))
    if (code !== 0) throw await explainFailure({ what: 'create its data folder', output, home: home.folder })
    await rename(draft, home.cluster)
  } finally {
    await rm(passwordFile, { force: true })
    await rm(draft, { recursive: true, force: true })
  }
}

function initdbArguments(draft: string, passwordFile: string, durable: boolean): string[] {
  const args = [
    `--pgdata=${draft}`,
    '--username=postgres',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    // Without these a machine with no LANG gets SQL_ASCII.
    '--encoding=UTF8',
    '--locale=C',
    '--no-instructions',
  ]
  return durable ? args : [...args, '--no-sync']
}
