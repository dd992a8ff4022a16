import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { resetPostgres } from './postgres-reset.ts'
import { stackFolder } from './stack-folder.ts'
import { lockFolder } from './stack-lock.ts'

/** `npm run reset`: removes all data of the embedded stack; what named servers hold (`DATABASE_URL` …) stays. */
export async function resetStack(environment: NodeJS.ProcessEnv): Promise<void> {
  const folder = stackFolder(environment)
  const lock = await lockFolder(folder, () => console.log('Waiting for the running stack to stop …'))
  await resetPostgres({ dataDir: join(folder, 'postgres') })
  await rm(folder, { recursive: true, force: true })
  await lock.release()
  console.log(`Removed ${folder}. The next start makes new data.`)
}
