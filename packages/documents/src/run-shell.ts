import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { projectRoot } from './pages.ts'

const run = promisify(execFile)
const LARGEST_OUTPUT = 64 * 1024 * 1024

/** Where pnpm is not installed the documents say to write this for it. */
const PNPM = 'pnpm() { npx --yes pnpm@12.21.0 "$@"; }'

/**
 * Runs a command as a person would in the project's folder.
 *
 * @returns what it printed
 * @throws with that, where it ends with another status than 0; of a pipe any part of it
 */
export async function runShell(command: string): Promise<string> {
  const env = { ...process.env, PATH: `${join(projectRoot, 'node_modules/.bin')}:${process.env.PATH}` }
  try {
    const script = `set -o pipefail\n${PNPM}\n${command}`
    const child = run('bash', ['-c', script], { cwd: projectRoot, env, maxBuffer: LARGEST_OUTPUT })
    child.child.stdin?.end()
    return (await child).stdout
  } catch (cause) {
    const { code, stdout = '', stderr = '' } = cause as { code?: number; stdout?: string; stderr?: string }
    throw new Error(`${command}\nended with ${code}:\n${stdout}${stderr}`, { cause })
  }
}

/** Whether the program that a command begins with is on this machine. pnpm always is, and what the shell does itself. */
export async function isInstalled(command: string): Promise<boolean> {
  const [program = ''] = command.split(' ')
  if (program === 'pnpm' || program.endsWith('()')) return true
  return run('bash', ['-c', `type ${program}`]).then(
    () => true,
    () => false,
  )
}
