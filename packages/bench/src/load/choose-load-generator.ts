import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { autocannonLoad } from './autocannon.ts'
import type { LoadGenerator } from './load.ts'
import { wrkLoad } from './wrk.ts'

const run = promisify(execFile)

/**
 * wrk where it is or can be installed, because what the load generator takes from its core is missing at the subgraphs;
 * autocannon elsewhere. Says which.
 */
export async function chooseLoadGenerator(): Promise<LoadGenerator> {
  const generator = (await hasWrk()) || (await installWrk()) ? wrkLoad : autocannonLoad
  console.log(`Load generator: ${generator.name}`)
  return generator
}

/** wrk ends with status 1 after it told its version. */
const hasWrk = () =>
  run('wrk', ['--version']).then(
    () => true,
    ({ code }) => code !== 'ENOENT',
  )

async function installWrk(): Promise<boolean> {
  if (process.getuid?.() !== 0) return false
  console.log('Installing wrk (once) …')
  try {
    await run('apt-get', ['update', '-qq'])
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'wrk'])
    return await hasWrk()
  } catch (error) {
    console.log(`wrk could not be installed: ${error instanceof Error ? error.message.split('\n')[0] : error}`)
    return false
  }
}
