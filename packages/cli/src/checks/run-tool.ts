import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { CommandError } from '../command-error.ts'

const run = promisify(execFile)

const OUTPUT_LIMIT_BYTES = 64 * 1024 * 1024

/**
 * Runs a Node program of one of the root's own packages.
 *
 * @throws CommandError with the tool's output when it ends with another status than 0
 */
export async function runTool(root: string, packageName: string, program: string, args: string[]): Promise<void> {
  const manifest = createRequire(join(root, 'package.json')).resolve(`${packageName}/package.json`)
  try {
    await run(process.execPath, [join(dirname(manifest), program), ...args], {
      cwd: root,
      maxBuffer: OUTPUT_LIMIT_BYTES,
    })
  } catch (cause) {
    const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string }
    throw new CommandError(`${stdout}${stderr}`.trim() || String(cause), { cause })
  }
}
