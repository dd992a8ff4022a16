import { parseArgs } from 'node:util'
import { CommandError } from '../command-error.ts'
import { readManifestFile } from '../operations/read-manifest-file.ts'

export async function run(args: string[]): Promise<void> {
  const { positionals } = parseArgs({ args, allowPositionals: true })
  const [file, ...others] = positionals
  if (file === undefined || others.length > 0)
    throw new CommandError('Say which manifest: pnpm lms operations check persisted-query-manifest.json')
  const operations = await readManifestFile(file)
  console.log(`${file} has ${operations.length} operation(s), and partners may run each of them`)
}
