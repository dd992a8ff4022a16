import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { overlayFolder } from '../render-overlay.ts'
import { readEnvironment } from './environment.ts'
import { readOutputs } from './outputs.ts'
import { overlayComponent } from './overlay-component.ts'

/** `pnpm cloud:overlay`: notes in an overlay where Terraform made what it needs. */
export async function run(args: string[]): Promise<void> {
  const [environment, file] = [readEnvironment(args[0]), args[1]]
  if (!file) throw new Error('Name the file that `terraform output -json` was written to.')
  const folder = join(overlayFolder(environment), 'cloud')
  await mkdir(folder, { recursive: true })
  const files = Object.entries(overlayComponent(environment, (await readOutputs(file)).overlay))
  await Promise.all(files.map(([name, text]) => writeFile(join(folder, name), text)))
  console.log(`wrote ${folder}`)
}
