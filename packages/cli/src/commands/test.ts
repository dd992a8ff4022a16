import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { CommandError } from '../command-error.ts'
import { projectRoot } from '../workspace.ts'
import { run as check } from './check.ts'

/** The daily check: everything of `check`, then all tests. Both run even where the first one fails. */
export async function run(args: string[]): Promise<void> {
  const failed: string[] = []
  await check([]).catch((error: unknown) => {
    failed.push('check')
    console.error(error instanceof Error ? error.message : error)
  })
  if ((await vitest(args)) !== 0) failed.push('tests')
  if (failed.length > 0) throw new CommandError(`npm test failed: ${failed.join(' and ')}; the reasons are above.`)
}

async function vitest(args: string[]): Promise<number | null> {
  const child = spawn(join(projectRoot, 'node_modules/.bin/vitest'), ['run', ...args], {
    cwd: projectRoot,
    stdio: 'inherit',
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code
}
