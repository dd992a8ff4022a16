import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { composeServices } from '@apollo/composition'
import { type DocumentNode, lexicographicSortSchema, parse, printSchema } from 'graphql'
import { CommandError } from '../command-error.ts'
import { findModuleSchemas } from '../generate/join-schema.ts'
import { assertFederationVersion } from '../supergraph/federation-version.ts'
import { readRoverConfig } from '../supergraph/rover-config.ts'
import { projectRoot, subgraphPaths, writeIfChanged } from '../workspace.ts'

const SUPERGRAPH = 'router/supergraph.graphql'
const API_SCHEMA = 'docs/api/schema.graphql'
const HEADER = '# What clients see, composed from the subgraphs by `pnpm compose`.\n\n'

export interface ComposeResult {
  subgraphs: string[]
  /** Committed files that changed, from the root. */
  changed: string[]
  /** What composition remarks on without refusing it. */
  hints: string[]
}

interface Service {
  name: string
  url: string
  typeDefs: DocumentNode
}

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { watch: { type: 'boolean', default: false } } })
  if (!values.watch) return report(await compose(projectRoot))
  const stopped = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort())
  // Loaded only here: it composes with what this module exports.
  const { watchCompose } = await import('../supergraph/watch-compose.ts')
  await watchCompose(projectRoot, {
    onComposed: report,
    onRefused: (error) => console.error(error instanceof CommandError ? error.message : error),
    until: stopped.signal,
  })
}

function report({ subgraphs, changed, hints }: ComposeResult): void {
  for (const hint of hints) console.log(hint)
  console.log(`composed ${subgraphs.join(', ')}: ${changed.length > 0 ? changed.join(', ') : 'nothing changed'}`)
}

/** Composes the committed SDL of all subgraphs into the router's supergraph and the clients' schema. */
export async function compose(root: string): Promise<ComposeResult> {
  const services = await readServices(root)
  const { errors, supergraphSdl, schema, hints } = composeServices(services)
  if (errors) {
    const lines = errors.map(({ message, extensions }) => `${extensions.code}: ${message}`)
    throw new CommandError(`The subgraphs do not compose:\n\n${lines.join('\n\n')}`)
  }
  const api = printSchema(lexicographicSortSchema(schema.toAPISchema().toGraphQLJSSchema()))
  const outputs = [
    [SUPERGRAPH, `${supergraphSdl.trimEnd()}\n`],
    [API_SCHEMA, `${HEADER}${api.trimEnd()}\n`],
  ] as const
  const changed: string[] = []
  for (const [file, text] of outputs) {
    if (await writeIfChanged(join(root, file), text)) changed.push(file)
  }
  return { subgraphs: services.map(({ name }) => name), changed, hints: hints.map((hint) => hint.toString()) }
}

async function readServices(root: string): Promise<Service[]> {
  const { federationVersion, subgraphs } = await readRoverConfig(root)
  const services: Service[] = []
  for (const { name, url, file } of subgraphs) {
    const path = join(root, file)
    if (!existsSync(path)) {
      // Without modules there is nothing to join: a subgraph that is yet to be built.
      if ((await findModuleSchemas(subgraphPaths(root, name))).length === 0) continue
      throw new CommandError(`${file} is missing; run "pnpm generate ${name}" first.`)
    }
    const typeDefs = parse(await readFile(path, 'utf8'), { noLocation: true })
    assertFederationVersion(name, typeDefs, federationVersion)
    services.push({ name, url, typeDefs })
  }
  if (services.length === 0) throw new CommandError('There is no subgraph to compose; run "pnpm generate" first.')
  return services
}
