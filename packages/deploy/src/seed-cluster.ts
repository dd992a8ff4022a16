import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { seedDemo } from '@lms/local/demo/seed-demo'
import { FORWARDED } from './forwarded-ports.ts'
import { forwardedTarget } from './forwarded-target.ts'
import { kubectl } from './kubectl.ts'
import { projectRoot } from './render-overlay.ts'

/** `pnpm kubernetes:seed`: the demo data of `npm start`, once for each volume that databases lie in. */
export async function run(): Promise<void> {
  const volume = await kubectl(['get', 'persistentvolumeclaim', 'postgres', '--output', 'jsonpath={.metadata.uid}'])
  const folder = join(projectRoot, '.local/cluster', volume)
  await mkdir(folder, { recursive: true })
  console.log(await seedDemo(await forwardedTarget(FORWARDED.router), folder))
}
