// Runs the service that SERVICE_NAME names from the workspace, and anew whenever what it runs from changes. Whoever sends
// a change puts a new file in the place of the old, which `node --watch` loses sight of; so folders are watched here.
import { spawn } from 'node:child_process'
import { readdirSync, watch } from 'node:fs'
import { join } from 'node:path'

/** Changes that come together are one. */
const SETTLED_MS = 50

const { SERVICE_NAME: name = '' } = process.env
const subgraph = `subgraphs/${name.replace('-service', '')}`
/** Of the router its sources alone: a changed supergraph is taken up as it runs. */
const [own, main] = {
  'api-gateway': ['router/src', 'router/src/start.ts'],
  'stand-ins': ['packages/local/src', 'packages/local/src/serve-stand-ins.ts'],
}[name] ?? [subgraph, `${subgraph}/src/start.ts`]
const roots = [own, 'packages/kit/src', 'packages/contracts/src']

let service = null
let watchers = []
let settled

const foldersBelow = (folder) => [
  folder,
  ...readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .flatMap((entry) => foldersBelow(join(folder, entry.name))),
]

function start() {
  const before = watchers
  // Anew each time, for folders come and go.
  watchers = roots.flatMap(foldersBelow).map((folder) => watch(folder, changed))
  for (const watcher of before) watcher.close()
  const child = spawn(process.execPath, [main], { stdio: 'inherit' })
  child.once('exit', (code) => {
    service = null
    if (!child.killed) console.log(`${name} ended with ${code}; it starts again after the next change`)
  })
  service = child
}

function changed() {
  clearTimeout(settled)
  settled = setTimeout(restart, SETTLED_MS)
}

function restart() {
  console.log(`${name} starts again`)
  if (!service) return start()
  // What starts when it has ended has later changes, too.
  if (service.killed) return
  service.once('exit', start)
  service.kill('SIGTERM')
}

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => {
    clearTimeout(settled)
    for (const watcher of watchers) watcher.close()
    service?.off('exit', start)
    service?.kill(signal)
  })
}
start()
