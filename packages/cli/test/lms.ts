import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { projectRoot } from '../src/workspace.ts'

export interface Outcome {
  status: number
  stdout: string
  stderr: string
}

/** Runs the command line as a person would, without a terminal to ask on. */
export function lms(args: string[], environment: Record<string, string> = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const command = [join(projectRoot, 'packages/cli/src/main.ts'), ...args]
    const { PATH, NODE_COMPILE_CACHE } = process.env
    const child = execFile(
      process.execPath,
      command,
      { env: { ...environment, PATH, NODE_COMPILE_CACHE } },
      (error, stdout, stderr) => resolve({ status: error ? Number(error.code) : 0, stdout, stderr }),
    )
    child.stdin?.end()
  })
}
