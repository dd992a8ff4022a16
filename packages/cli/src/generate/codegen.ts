import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { CommandError } from '../command-error.ts'
import type { SubgraphPaths } from '../workspace.ts'
import { dropEmptyResolvers } from './drop-empty-resolvers.ts'

/** The server preset of codegen; `codegen.yml` names it too. */
export const PRESET = '@eddeee888/gcg-typescript-resolver-files'

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

/**
 * Writes types and resolver map of one subgraph and begins the resolver files that are missing.
 *
 * @returns the files written, from the root
 */
export async function runCodegen(root: string, { name, modules }: SubgraphPaths): Promise<string[]> {
  const output = relative(root, modules)
  const entry = CodegenFile.parse(parse(await readFile(join(root, 'codegen.yml'), 'utf8'))).generates[output]
  if (!entry)
    throw new CommandError(`codegen.yml has no entry for the subgraph "${name}"; give it one like the others.`)
  // Loaded here: both take a second that a warm start does not have to pay.
  const [{ generate }, { preset }] = await Promise.all([
    import('@graphql-codegen/cli'),
    import('@eddeee888/gcg-typescript-resolver-files'),
  ])
  const withoutEmptyResolvers: typeof preset = {
    buildGeneratesSection: async (options) => dropEmptyResolvers(await preset.buildGeneratesSection(options)),
  }
  // Codegen resolves every path against the working directory.
  process.chdir(root)
  const outputs: { filename: string }[] = await generate(
    { silent: true, generates: { [output]: { ...entry, preset: withoutEmptyResolvers } } },
    true,
  )
  return outputs.map(({ filename }) => filename)
}
