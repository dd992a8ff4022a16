import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { explainSystemError } from './postgres-failure.ts'
import { resetPostgres } from './postgres-reset.ts'
import { stackFolder } from './stack-folder.ts'
import { lockFolder } from './stack-lock.ts'

/** `npm run reset`: removes all data of the embedded stack; what named servers hold (`DATABASE_URL` …) stays. */
export async function resetStack(environment: NodeJS.ProcessEnv): Promise<void> {
  const folder = stackFolder(environment)
  const lock = await lockFolder(folder, () => console.log('Waiting for the running stack to stop …'))
  try {
    await resetPostgres({ dataDir: join(folder, 'postgres') })
    await rm(folder, { recursive: true, force: true })
  } catch (error) {
    throw explainSystemError(error, folder)
  } finally {
    await lock.release()
  }
  console.log(`Removed ${folder}. The next start makes new data.`)
}
