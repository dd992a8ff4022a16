import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { concatAST, type DocumentNode, GraphQLError, Kind, parse, print, Source } from 'graphql'
import { CommandError } from '../command-error.ts'
import { findFiles, type SubgraphPaths, writeIfChanged } from '../workspace.ts'

const HEADER = '# Joined from the modules by `pnpm generate`; change those.\n\n'

/** The SDL that every subgraph has in common. */
export const sharedSchema = (root: string): string => join(root, 'packages/kit/schema/shared.graphql')

/** The modules' schema files in a stable order; none for a subgraph that is not built yet. */
export function findModuleSchemas({ modules }: SubgraphPaths): Promise<string[]> {
  return findFiles('*/schema.graphql', modules)
}

/**
 * Joins kit's SDL and the modules' into the committed SDL of the subgraph.
 *
 * @returns whether the file changed
 */
export async function joinSchema(root: string, subgraph: SubgraphPaths): Promise<boolean> {
  const files = [sharedSchema(root), ...(await findModuleSchemas(subgraph))]
  const documents = await Promise.all(files.map((file) => parseFile(root, file)))
  return writeIfChanged(subgraph.sdl, `${HEADER}${print(concatAST(documents))}\n`)
}

async function parseFile(root: string, file: string): Promise<DocumentNode> {
  const name = relative(root, file)
  const document = parseSource(new Source(await readFile(file, 'utf8'), name))
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue
    const type = definition.name.value
    if (type === 'Query' || type === 'Mutation' || type === 'Subscription') {
      throw new CommandError(`${name} defines ${type}; several modules share it, so write "extend type ${type}".`)
    }
  }
  return document
}

function parseSource(source: Source): DocumentNode {
  try {
    return parse(source)
  } catch (cause) {
    if (cause instanceof GraphQLError) throw new CommandError(cause.toString(), { cause })
    throw cause
  }
}
