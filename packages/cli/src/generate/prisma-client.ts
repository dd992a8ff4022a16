import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { CommandError } from '../command-error.ts'
import type { SubgraphPaths } from '../workspace.ts'
import { hashFiles, Stamp } from './stamp.ts'

const run = promisify(execFile)
const prismaPackage = createRequire(import.meta.url).resolve('prisma/package.json')

/**
 * Generates the database client of one subgraph.
 *
 * @returns whether there was anything to do
 */
export async function generatePrismaClient(root: string, subgraph: SubgraphPaths, force: boolean): Promise<boolean> {
  const { name, client, datamodel, prismaConfig } = subgraph
  if (!existsSync(datamodel)) return false
  const stamp = new Stamp(root, `prisma-${name}`)
  const hash = await hashFiles([datamodel, prismaConfig, prismaPackage])
  if (!force && existsSync(join(client, 'client.ts')) && (await stamp.matches(hash))) return false
  const command = join(dirname(prismaPackage), 'build/index.js')
  try {
    await run(process.execPath, [command, 'generate', '--no-hints', '--config', prismaConfig], {
      cwd: root,
      // Prisma insists on a schema engine that this command never runs; any existing file stops its download.
      env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1', NO_COLOR: '1' },
    })
  } catch (cause) {
    const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string }
    throw new CommandError(`prisma generate refused ${datamodel}:\n${`${stdout}${stderr}`.trim()}`, { cause })
  }
  await stamp.set(hash)
  return true
}
