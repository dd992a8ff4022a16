import { run as writeScaling } from './capacity/scaling-page.ts'
import { run as writeTopology } from './topology-page.ts'

/** `node packages/deploy/src/main.ts docs`: pages and tables that say what the code says. */
export async function run(): Promise<void> {
  await writeTopology()
  await writeScaling()
}
