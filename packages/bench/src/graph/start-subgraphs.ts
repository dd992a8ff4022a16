import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { composeServices } from '@apollo/composition'
import { type BenchProcess, startProcess } from '../start-process.ts'
import { type GraphName, graphs } from './graphs.ts'

/** The subgraphs, running, and their supergraph in a file. */
export interface RunningSubgraphs extends BenchProcess {
  readonly supergraphPath: string
  /** How many requests they have answered so far. */
  answered(): Promise<number>
}

export async function startSubgraphs(core: number, graph: GraphName = 'shop'): Promise<RunningSubgraphs> {
  const module = new URL('./subgraphs-process.ts', import.meta.url)
  const subgraphs = await startProcess(module, core, { environment: { GRAPH: graph } })
  const services = graphs[graph].map(({ name, typeDefs }) => ({
    name,
    typeDefs,
    url: `http://127.0.0.1:${subgraphs.port}/${name}`,
  }))
  const { supergraphSdl, errors } = composeServices(services)
  if (!supergraphSdl) throw new Error(`the subgraphs do not compose: ${errors?.join('\n')}`)
  const folder = await mkdtemp(join(tmpdir(), 'lms-bench-'))
  const supergraphPath = join(folder, 'supergraph.graphql')
  await writeFile(supergraphPath, supergraphSdl)
  return {
    ...subgraphs,
    supergraphPath,
    async answered() {
      const response = await fetch(`http://127.0.0.1:${subgraphs.port}/requests`)
      return ((await response.json()) as { answered: number }).answered
    },
    async [Symbol.asyncDispose]() {
      await subgraphs[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
