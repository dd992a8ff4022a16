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
  const before = process.cwd()
  process.chdir(root)
  const config = { silent: true, generates: { [output]: { ...entry, preset: withoutEmptyResolvers } } }
  try {
    const outputs: { filename: string }[] = await generate(config, true)
    return outputs.map(({ filename }) => filename)
  } catch (cause) {
    throw new CommandError(`codegen refused the subgraph "${name}": ${firstParagraph(cause)}`, { cause })
  } finally {
    process.chdir(before)
  }
}

/** Codegen puts stacks and advice on other loaders into its messages. */
function firstParagraph(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause)
  const lines = (message.split('\n\n')[0] ?? '').split('\n').filter((line) => !/^\s+at /.test(line))
  return [...new Set(lines.map((line) => line.replace(/^Error: /, '')))].join('\n')
}
