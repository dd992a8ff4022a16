/*
 * What `npm start`, `npm test` and `npm run reset` run: with any Node >= 20 it installs what the lock file names and
 * hands over to Node 24 of the installed packages, which runs the TypeScript sources. So this file is plain JavaScript
 * without dependencies.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PNPM = 'pnpm@12.21.0'
const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const entry = {
  start: 'packages/local/src/main.ts',
  reset: 'packages/local/src/main.ts',
  test: 'packages/cli/src/main.ts',
}
const [command = 'start', ...rest] = process.argv.slice(2)

if (Number(process.versions.node.split('.')[0]) < 20)
  fail(`Node ${process.versions.node} is too old: install Node 20 or newer.`)
if (!(command in entry)) fail(`There is no command "${command}". There are: ${Object.keys(entry).join(', ')}.`)
install()
handOver()

/** Installs once per lock file. */
function install() {
  const stamp = join(root, 'node_modules/.lms-installed')
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  const started = Date.now()
  console.log('Installing packages (once) …')
  const result = spawnSync(
    'npx',
    ['--yes', PNPM, 'install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=error'],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    },
  )
  if (result.status !== 0) {
    fail(
      'The packages could not be installed. Is the npm registry reachable? Try again; with no success remove node_modules first.',
    )
  }
  writeFileSync(stamp, lock)
  console.log(`Packages installed in ${((Date.now() - started) / 1000).toFixed(1)} s`)
}

/** Runs the command on Node 24 and ends as it ends. */
function handOver() {
  const node = join(root, 'node_modules/node/bin/node')
  const child = spawn(node, [join(root, entry[command]), command, ...rest], {
    cwd: root,
    // The channel closes when this process dies, however it dies; the child then stops too.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`, LMS_LAUNCHED: '1' },
  })
  // On Ctrl-C the terminal tells the child too; being told twice changes nothing.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  watchParent(child)
  child.on('error', (error) =>
    fail(`Node 24 could not be started (${error.message}). Remove node_modules and try again.`),
  )
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
}

/** When npm is killed nobody would ever stop the child, so it ends with npm. */
function watchParent(child) {
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM')
  }, 500).unref()
}

function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}
