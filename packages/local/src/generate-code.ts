import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { StackError } from './stack-error.ts'

const run = promisify(execFile)
const cli = join(import.meta.dirname, '../../cli/src/main.ts')

/**
 * Brings up to date what the services import and git does not hold, database clients and resolver types, and what the
 * router reads: the supergraph of `rover.yaml`. Processes of their own do it, so that their memory is free again when the
 * stack runs.
 * @returns what was made
 * @throws StackError with the words of the generator; an AbortError after `stopping`
 */
export async function generateCode(stopping: AbortSignal): Promise<string> {
  try {
    const { stdout } = await run(process.execPath, [cli, 'generate'], { signal: stopping })
    await run(process.execPath, [cli, 'compose'], { signal: stopping })
    const made = stdout.split('\n').map((line) => line.split(':', 1)[0])
    return made.filter((line) => line !== '').join(', ')
  } catch (cause) {
    stopping.throwIfAborted()
    const { stderr = '' } = cause as { stderr?: string }
    throw new StackError(
      `The code cannot be generated: ${stderr.trim() || String(cause)}`,
      'Mend what it names; "npm start" then goes on from there.',
      { cause },
    )
  }
}
