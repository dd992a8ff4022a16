import { rm } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { isPostmaster, readPostmaster } from './postgres-control.ts'
import { findHome } from './postgres-home.ts'
import { StackError } from './stack-error.ts'

/**
 * Removes the data of `dataDir` wherever it really lies, ending a server that was left running over it.
 * Needs none of PostgreSQL's programs, so that it works on a broken install.
 */
export async function resetPostgres({ dataDir }: { readonly dataDir: string }): Promise<void> {
  const { folder, cluster } = await findHome(dataDir)
  const postmaster = await readPostmaster(cluster)
  if (postmaster !== null) await endServer(postmaster.pid, cluster)
  await rm(folder, { recursive: true, force: true })
  await rm(dataDir, { recursive: true, force: true })
}

async function endServer(pid: number, cluster: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (!(await isPostmaster(pid, cluster))) return
    // The immediate mode of pg_ctl: nothing needs to be saved.
    if (attempt === 0) process.kill(pid, 'SIGQUIT')
    await setTimeout(100)
  }
  throw new StackError(`PostgreSQL (process ${pid}) does not end.`, `End it with "kill -9 ${pid}", then try again.`)
}
