import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { CommandError } from '../command-error.ts'

const RoverFile = z.object({
  federation_version: z.string().regex(/^=2\.\d+\.\d+$/, 'must name one exact version, for example =2.14.4'),
  subgraphs: z.record(z.string(), z.object({ routing_url: z.url(), schema: z.object({ file: z.string() }) })),
})

export interface RoverConfig {
  /** Version of the composition, without the leading equals sign. */
  federationVersion: string
  /** File paths are from the root. */
  subgraphs: { name: string; url: string; file: string }[]
}

/** Reads `rover.yaml`, which rover understands as well. */
export async function readRoverConfig(root: string): Promise<RoverConfig> {
  const parsed = RoverFile.safeParse(parse(await readFile(join(root, 'rover.yaml'), 'utf8')))
  if (!parsed.success) throw new CommandError(`rover.yaml is malformed:\n${z.prettifyError(parsed.error)}`)
  const { federation_version, subgraphs } = parsed.data
  return {
    federationVersion: federation_version.slice(1),
    subgraphs: Object.entries(subgraphs).map(([name, { routing_url, schema }]) => ({
      name,
      url: routing_url,
      file: schema.file,
    })),
  }
}
