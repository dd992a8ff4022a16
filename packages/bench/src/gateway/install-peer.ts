import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
const PEERS = new URL('../../peers/', import.meta.url)

/**
 * The folder of a gateway that is compared with, its packages installed. They are no dependencies of the product and not
 * part of the workspace: who measures fetches them, the first time and when their lockfile has changed.
 */
export async function installPeer(name: string): Promise<URL> {
  const folder = new URL(`${name}/`, PEERS)
  if (await isInstalled(folder)) return folder
  console.log(`Installing the packages of ${name} (once) …`)
  const start = performance.now()
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder })
  console.log(`Installed in ${((performance.now() - start) / 1000).toFixed(0)} s`)
  return folder
}

/** npm leaves a copy of the lockfile when it is done. */
async function isInstalled(folder: URL): Promise<boolean> {
  const modified = async (path: string) => (await stat(new URL(path, folder)).catch(() => null))?.mtimeMs ?? 0
  return (await modified('node_modules/.package-lock.json')) >= (await modified('package-lock.json'))
}
