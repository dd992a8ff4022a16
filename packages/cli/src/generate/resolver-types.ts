import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findFiles, type SubgraphPaths } from '../workspace.ts'
import { PRESET } from './codegen.ts'
import { findModuleSchemas, sharedSchema } from './join-schema.ts'
import { hashFiles, Stamp } from './stamp.ts'

const run = promisify(execFile)
const require = createRequire(import.meta.url)

/** Whether anything that decides what codegen writes has changed since it last ran. */
export async function areResolverTypesDue(root: string, subgraph: SubgraphPaths): Promise<boolean> {
  const present = ['resolvers.generated.ts', 'types.generated.ts'].every((file) =>
    existsSync(join(subgraph.modules, file)),
  )
  return !present || !(await stampOf(root, subgraph).matches(await hashInputs(root, subgraph)))
}

/** Formats what codegen wrote, and remembers from what it wrote it. */
export async function finishResolverTypes(
  root: string,
  subgraphs: readonly SubgraphPaths[],
  files: readonly string[],
): Promise<void> {
  if (files.length > 0) await format(root, files)
  // Only now: the resolver files that codegen began or mended are inputs as well.
  for (const subgraph of subgraphs) await stampOf(root, subgraph).set(await hashInputs(root, subgraph))
}

const stampOf = (root: string, { name }: SubgraphPaths) => new Stamp(root, `codegen-${name}`)

/** Mappers mostly point at types of the Prisma datamodel; after a change of another type `--force` helps. */
async function hashInputs(root: string, subgraph: SubgraphPaths): Promise<string> {
  return hashFiles([
    join(root, 'codegen.yml'),
    require.resolve(`${PRESET}/package.json`),
    sharedSchema(root),
    ...(existsSync(subgraph.datamodel) ? [subgraph.datamodel] : []),
    ...(await findModuleSchemas(subgraph)),
    ...(await findFiles('*/{*.mappers.ts,resolvers/**/*.ts}', subgraph.modules)),
  ])
}

async function format(root: string, files: readonly string[]): Promise<void> {
  const biome = createRequire(join(root, 'package.json')).resolve('@biomejs/biome/bin/biome')
  // Generated files are git-ignored, hence invisible to biome unless told; lint is the business of `check`.
  const options = ['--write', '--vcs-use-ignore-file=false', '--linter-enabled=false', '--log-level=error']
  await run(process.execPath, [biome, 'check', ...options, ...files], { cwd: root })
}
