import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { composeServices } from '@apollo/composition'
import { LOAD_CORE, startProcess } from '../start-process.ts'
import { people, rooms } from './room.ts'

/** The room and its people, running, and their supergraph in a file. */
export interface RunningRoom extends AsyncDisposable {
  readonly supergraphPath: string
  /** Where the room's events come from. */
  readonly url: string
  /** Entity requests so far. */
  answered(): Promise<number>
}

export async function startRoom(): Promise<RunningRoom> {
  const process = await startProcess(new URL('./room-process.ts', import.meta.url), LOAD_CORE)
  const url = `http://127.0.0.1:${process.port}`
  const { supergraphSdl, errors } = composeServices(
    [rooms, people].map(({ name, typeDefs }) => ({ name, typeDefs, url: `${url}/${name}` })),
  )
  if (!supergraphSdl) throw new Error(`the subgraphs do not compose: ${errors?.join('\n')}`)
  const folder = await mkdtemp(join(tmpdir(), 'lms-bench-'))
  const supergraphPath = join(folder, 'supergraph.graphql')
  await writeFile(supergraphPath, supergraphSdl)
  return {
    supergraphPath,
    url: url.replace(/^http/, 'ws'),
    async answered() {
      const response = await fetch(`${url}/requests`)
      return ((await response.json()) as { answered: number }).answered
    },
    async [Symbol.asyncDispose]() {
      await process[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
