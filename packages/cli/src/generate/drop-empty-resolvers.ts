import { posix } from 'node:path'

/** An output of the server preset; resolver files and their map carry their text in the `add` plugin. */
export interface PresetOutput {
  filename: string
  plugins: object[]
}

interface AddPlugin {
  add: { content: string }
}

const EMPTY_RESOLVER = /\nexport const (\w+): [^=]+ = \{\s*\/\* Implement \1 resolver logic here \*\/\s*\};?\s*$/

const MAP = 'resolvers.generated.ts'

/**
 * Leaves out the empty resolver files that the preset begins for every mapped type, also where the mapper has all
 * fields, and takes them out of the resolver map.
 */
export function dropEmptyResolvers<Output extends PresetOutput>(outputs: readonly Output[]): Output[] {
  const empty = outputs.filter((output) => EMPTY_RESOLVER.test(textOf(output)?.add.content ?? ''))
  const kept = outputs.filter((output) => !empty.includes(output))
  for (const output of kept) {
    const text = textOf(output)
    if (!text || posix.basename(output.filename) !== MAP) continue
    for (const { filename } of empty) text.add.content = withoutFile(text.add.content, output.filename, filename)
  }
  return kept
}

function textOf({ plugins }: PresetOutput): AddPlugin | undefined {
  return plugins.find((plugin): plugin is AddPlugin => 'add' in plugin)
}

function withoutFile(map: string, mapFile: string, file: string): string {
  const path = posix.relative(posix.dirname(mapFile), file).replaceAll('.', '\\.')
  const line = new RegExp(`^\\s*import\\s+\\{ (\\w+)(?: as (\\w+))? \\} from '\\./${path}';$`, 'm').exec(map)
  if (!line) return map
  const [text, type = '', identifier = type] = line
  return map
    .replace(text, '')
    .replace(new RegExp(`^\\s*${type}: ${identifier}(,|$)`, 'm'), '')
    .replace(new RegExp(`\\.\\.\\.${identifier}\\b,?`), '')
}
