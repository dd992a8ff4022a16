import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { z } from 'zod'

const run = promisify(execFile)

export interface LicensedPackage {
  name: string
  versions: string[]
  /** As the package states it; `Unknown` where it states none. */
  licence: string
}

const Listed = z.record(
  z.string(),
  z.array(z.object({ name: z.string(), versions: z.array(z.string()), paths: z.array(z.string()) })),
)
const LARGEST_OUTPUT_BYTES = 64 * 1024 * 1024

/**
 * Every package that is installed for some part of the project, with its licence. Optional ones that are for other machines
 * are in the lock file, too, and nobody can read here what they state.
 */
export async function listLicences(root: string): Promise<LicensedPackage[]> {
  const { stdout } = await run('npx', ['--yes', 'pnpm@12.21.0', 'licenses', 'list', '--json', '--recursive'], {
    cwd: root,
    maxBuffer: LARGEST_OUTPUT_BYTES,
  })
  return Object.entries(Listed.parse(JSON.parse(stdout))).flatMap(([licence, packages]) =>
    packages.filter(({ paths }) => paths.some(existsSync)).map(({ name, versions }) => ({ name, versions, licence })),
  )
}
