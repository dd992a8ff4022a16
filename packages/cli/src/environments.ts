import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { findSubgraphs } from './workspace.ts'

/** What a service reads of its environment. */
export interface ServiceEnvironment {
  /** The `router`, or a subgraph. */
  name: string
  schema: z.ZodObject
}

/** The schemas in the code, the router's first. */
export async function findEnvironments(root: string): Promise<ServiceEnvironment[]> {
  const subgraphs = (await findSubgraphs(root)).map(({ name }) => ({ name, folder: `subgraphs/${name}` }))
  return Promise.all(
    [{ name: 'router', folder: 'router' }, ...subgraphs].map(async ({ name, folder }) => ({
      name,
      schema: await readSchema(join(root, folder, 'src/config.ts')),
    })),
  )
}

async function readSchema(file: string): Promise<z.ZodObject> {
  const module: Record<string, unknown> = await import(pathToFileURL(file).href)
  const schema = Object.entries(module).find(([name]) => name.endsWith('Environment'))?.[1]
  if (!(schema instanceof z.ZodObject)) throw new Error(`${file} exports no schema named …Environment`)
  return schema
}
