import { unwatchFile, watchFile } from 'node:fs'
import { join } from 'node:path'
import { type ComposeResult, compose } from '../commands/compose.ts'
import { createQueue } from '../queue.ts'
import { readRoverConfig } from './rover-config.ts'

const LOOK_EVERY_MS = 500

/**
 * Composes now and after every change of `rover.yaml` or of a subgraph's SDL, until the signal aborts. What does not
 * compose is reported and leaves the supergraph as it is; a running router takes up what does.
 */
export async function watchCompose(
  root: string,
  {
    onComposed,
    onRefused,
    until,
  }: {
    onComposed: (result: ComposeResult) => void
    onRefused: (error: unknown) => void
    until: AbortSignal
  },
): Promise<void> {
  const inTurn = createQueue()
  const attempt = () => inTurn(() => compose(root).then(onComposed, onRefused))
  const { subgraphs } = await readRoverConfig(root)
  const files = ['rover.yaml', ...subgraphs.map(({ file }) => file)].map((file) => join(root, file))
  await attempt()
  for (const file of files) watchFile(file, { interval: LOOK_EVERY_MS }, attempt)
  await new Promise((resolve) => until.addEventListener('abort', resolve, { once: true }))
  for (const file of files) unwatchFile(file, attempt)
  await inTurn(async () => {})
}
