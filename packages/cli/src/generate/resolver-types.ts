import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { parse } from 'yaml'
import { z } from 'zod'
import { CommandError } from '../command-error.ts'
import { findFiles, type SubgraphPaths } from '../workspace.ts'
import { dropEmptyResolvers } from './drop-empty-resolvers.ts'
import { findModuleSchemas, sharedSchema } from './join-schema.ts'
import { hashFiles, Stamp } from './stamp.ts'

const run = promisify(execFile)
const require = createRequire(import.meta.url)

const PRESET = '@eddeee888/gcg-typescript-resolver-files'

const CodegenFile = z.object({
  generates: z.record(
    z.string(),
    z.object({
      schema: z.array(z.string()),
      preset: z.literal(PRESET),
      presetConfig: z.record(z.string(), z.unknown()),
    }),
  ),
})

export interface ResolverTypesResult {
  /** Subgraphs whose types were generated. */
  subgraphs: string[]
  /** Resolver files (from the root) that codegen began or mended, and that now want an author. */
  touched: string[]
}

/** Generates types and resolver maps of the subgraphs whose modules changed, in one run of codegen. */
export async function generateResolverTypes(
  root: string,
  subgraphs: readonly SubgraphPaths[],
  force: boolean,
): Promise<ResolverTypesResult> {
  const due: SubgraphPaths[] = []
  for (const subgraph of subgraphs) {
    if (force || !(await isUpToDate(root, subgraph))) due.push(subgraph)
  }
  if (due.length === 0) return { subgraphs: [], touched: [] }
  const files = await runCodegen(root, due)
  await format(root, files)
  // Codegen began or mended resolver files, which are inputs: hash them as they are now.
  for (const subgraph of due) await stampOf(root, subgraph).set(await hashInputs(root, subgraph))
  return {
    subgraphs: due.map(({ name }) => name),
    touched: files.filter((file) => !file.endsWith('.generated.ts')).sort(),
  }
}

async function isUpToDate(root: string, subgraph: SubgraphPaths): Promise<boolean> {
  const present = ['resolvers.generated.ts', 'types.generated.ts'].every((file) =>
    existsSync(join(subgraph.modules, file)),
  )
  return present && (await stampOf(root, subgraph).matches(await hashInputs(root, subgraph)))
}

const stampOf = (root: string, { name }: SubgraphPaths) => new Stamp(root, `codegen-${name}`)

/** Everything that decides what codegen writes; mappers mostly point at types of the Prisma datamodel. */
async function hashInputs(root: string, subgraph: SubgraphPaths): Promise<string> {
  const sources = await findFiles('*/{*.mappers.ts,resolvers/**/*.ts}', subgraph.modules)
  return hashFiles([
    join(root, 'codegen.yml'),
    require.resolve(`${PRESET}/package.json`),
    sharedSchema(root),
    ...(existsSync(subgraph.datamodel) ? [subgraph.datamodel] : []),
    ...(await findModuleSchemas(subgraph)),
    ...sources,
  ])
}

async function runCodegen(root: string, subgraphs: readonly SubgraphPaths[]): Promise<string[]> {
  const { generates } = CodegenFile.parse(parse(await readFile(join(root, 'codegen.yml'), 'utf8')))
  // Loaded here: both take a second that a warm start does not have to pay.
  const [{ generate }, { preset }] = await Promise.all([
    import('@graphql-codegen/cli'),
    import('@eddeee888/gcg-typescript-resolver-files'),
  ])
  const withoutEmptyResolvers: typeof preset = {
    buildGeneratesSection: async (options) => dropEmptyResolvers(await preset.buildGeneratesSection(options)),
  }
  const entries = subgraphs.map(({ name, modules }) => {
    const entry = generates[relative(root, modules)]
    if (!entry)
      throw new CommandError(`codegen.yml has no entry for the subgraph "${name}"; give it one like the others.`)
    return [relative(root, modules), { ...entry, preset: withoutEmptyResolvers }]
  })
  // Codegen resolves every path against the working directory.
  process.chdir(root)
  const outputs = await generate({ silent: true, generates: Object.fromEntries(entries) }, true)
  return outputs.map(({ filename }: { filename: string }) => filename)
}

async function format(root: string, files: readonly string[]): Promise<void> {
  const biome = createRequire(join(root, 'package.json')).resolve('@biomejs/biome/bin/biome')
  // Generated files are git-ignored, hence invisible to biome unless told; fixes are no reason to fail here.
  const options = ['--write', '--vcs-use-ignore-file=false', '--linter-enabled=false', '--log-level=error']
  await run(process.execPath, [biome, 'check', ...options, ...files], { cwd: root })
}
