// Removes from an installed workspace the packages that are there for tools alone. Arguments: the folders whose packages
// stay.
import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'

const store = resolve('node_modules/.pnpm')
/** Peers of Prisma's client that its commands need, and its runtime does not; bills of materials leave them out, too. */
const TOOLS = JSON.parse(readFileSync(new URL('tools.json', import.meta.url), 'utf8'))

const kept = new Set()
const visit = (folder, skipped = []) => {
  for (const [name, target] of linksIn(folder)) {
    if (skipped.includes(name)) continue
    const entry = storeEntry(target)
    if (entry === null || kept.has(entry)) continue
    kept.add(entry)
    const modules = join(store, entry, 'node_modules')
    visit(
      modules,
      Object.entries(TOOLS).flatMap(([owner, tools]) => (isEntryOf(entry, owner) ? tools : [])),
    )
  }
}

/** Linked packages of a node_modules folder: their names, and where they lie. */
function linksIn(folder) {
  return entriesOf(folder).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isSymbolicLink()) return [[entry.name, resolve(folder, readlinkSync(path))]]
    if (!entry.name.startsWith('@')) return []
    return linksIn(path).map(([name, target]) => [`${entry.name}/${name}`, target])
  })
}

function entriesOf(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if (error.code === 'ENOENT') return []
    throw error
  }
}

const storeEntry = (path) => (path.startsWith(store + sep) ? path.slice(store.length + 1).split(sep)[0] : null)
const isEntryOf = (entry, name) => entry.startsWith(`${name.replace('/', '+')}@`)

for (const folder of process.argv.slice(2)) visit(join(folder, 'node_modules'))
for (const { name } of entriesOf(store)) {
  if (name === 'node_modules') rmSync(join(store, name), { recursive: true })
  else if (name !== 'lock.yaml' && !kept.has(name)) rmSync(join(store, name), { recursive: true })
}
