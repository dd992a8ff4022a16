import { relative } from 'node:path'
import { parseArgs } from 'node:util'
import { findModuleSchemas, joinSchema } from '../generate/join-schema.ts'
import { generatePrismaClient } from '../generate/prisma-client.ts'
import { generateResolverTypes } from '../generate/resolver-types.ts'
import { inParallel } from '../in-parallel.ts'
import { findSubgraphs, projectRoot, type SubgraphPaths } from '../workspace.ts'

export interface GenerateResult {
  clients: string[]
  /** Committed SDL files that changed, from the root. */
  schemas: string[]
  types: string[]
  /** Resolver files that codegen began or mended, from the root. */
  resolvers: string[]
  /** Subgraphs without a datamodel or without modules. */
  skipped: string[]
}

export async function run(args: string[]): Promise<void> {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { force: { type: 'boolean', default: false } },
  })
  report(await generate(projectRoot, { only: positionals, force: values.force }))
}

/** Generates database clients, joined SDL, and resolver types; does only what the inputs' hashes say is due. */
export async function generate(
  root: string,
  { only = [], force = false }: { only?: string[]; force?: boolean } = {},
): Promise<GenerateResult> {
  const subgraphs = await findSubgraphs(root, only)
  const withModules: SubgraphPaths[] = []
  for (const subgraph of subgraphs) {
    if ((await findModuleSchemas(subgraph)).length > 0) withModules.push(subgraph)
  }
  const schemas = await namesWhere(withModules, (subgraph) => joinSchema(root, subgraph))
  const clients = await namesWhere(subgraphs, (subgraph) => generatePrismaClient(root, subgraph, force))
  // After the clients: mappers point at their types.
  const types = await generateResolverTypes(root, withModules, force)
  return {
    clients: clients.map(({ name }) => name),
    schemas: schemas.map(({ sdl }) => relative(root, sdl)),
    types: types.subgraphs,
    resolvers: types.touched,
    skipped: subgraphs.filter((subgraph) => !withModules.includes(subgraph)).map(({ name }) => name),
  }
}

async function namesWhere(
  subgraphs: SubgraphPaths[],
  step: (subgraph: SubgraphPaths) => Promise<boolean>,
): Promise<SubgraphPaths[]> {
  const done = await inParallel(subgraphs, step)
  return subgraphs.filter((_, index) => done[index])
}

function report({ clients, schemas, types, resolvers, skipped }: GenerateResult): void {
  if (clients.length > 0) console.log(`database clients: ${clients.join(', ')}`)
  if (schemas.length > 0) console.log(`joined SDL: ${schemas.join(', ')}`)
  if (types.length > 0) console.log(`resolver types: ${types.join(', ')}`)
  for (const file of resolvers) console.log(`began or mended, look at it: ${file}`)
  if (skipped.length > 0) console.log(`without modules, skipped: ${skipped.join(', ')}`)
  if ([clients, schemas, types].every(({ length }) => length === 0)) console.log('everything is up to date')
}
