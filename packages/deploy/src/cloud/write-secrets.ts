import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { projectRoot } from '../render-overlay.ts'
import { createStore } from './create-store.ts'
import { readEnvironment } from './environment.ts'
import { readOutputs } from './outputs.ts'
import { storeFiles } from './store-files.ts'

/** `pnpm cloud:secrets`: makes an environment's secrets, once, in files that scripts beside them bring to the cloud. */
export async function run(args: string[]): Promise<void> {
  const [environment, outputsFile, accountsFile] = [readEnvironment(args[0]), args[1], args[2]]
  if (!outputsFile || !accountsFile) throw new Error('Name the file of the outputs, and the one of the accounts.')
  const { store: outputs } = await readOutputs(outputsFile)
  const store = createStore(outputs, parseEnv(await readFile(accountsFile, 'utf8')))
  const folder = join(projectRoot, '.cloud', environment)
  await mkdir(join(folder, '..'), { recursive: true })
  // Where it is there already the secrets are, too: made anew they would lock everybody out.
  await mkdir(folder, { mode: 0o700 })
  const files = Object.entries(storeFiles(store, outputs))
  await Promise.all(
    files.map(([name, text]) => writeFile(join(folder, name), text, { mode: name.endsWith('.sh') ? 0o700 : 0o600 })),
  )
  console.log(`Made ${folder}. Run store.sh and databases.sh there, then remove it.`)
}
